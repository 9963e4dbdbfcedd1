// The frame of the page: who is there, where one can go, and the page of the route.
import { lazy, Suspense, useEffect, useMemo, useRef } from "react";
import { api, type Session } from "./api";
import { useLoad } from "./load";
import { to, useRoute, type Route } from "./route";
import { DeskContext, useDesk, type Desk } from "./session";
import { Icon, type IconName } from "./parts/icon";
import { Notices, Problem } from "./parts/notice";
import { Archive } from "./pages/archive";
import { CaseHistoryPage } from "./pages/case";
import { Cases } from "./pages/cases";
import { DeadLetters } from "./pages/dead";
import { Recipes } from "./pages/recipes";
import { WaitingPage } from "./pages/waiting";

// The editors are half of the page's size: the list does not wait for them.
const Edit = lazy(() => import("./pages/edit").then((m) => ({ default: m.Edit })));
const Play = lazy(() => import("./pages/play").then((m) => ({ default: m.Play })));

const places: [string, string, IconName][] = [
  ["recipes", "Recipes", "recipes"],
  ["cases", "Cases", "cases"],
  ["waiting", "Waiting", "waiting"],
  ["dead", "Dead letters", "dead"],
  ["archive", "Import and export", "archive"],
];

export function App() {
  const loaded = useLoad(async () => {
    const session = await api.session();
    return { session, skew: skewOf(session) };
  }, "desk");
  // What the desk said once is enough: an error later is told by the page that meets it.
  const first = useRef<Desk>(undefined);
  if (loaded.data) first.current = loaded.data;
  const desk = first.current;
  if (!desk) {
    return (
      <main className="start">
        {loaded.error ? <Problem error={loaded.error} retry={loaded.reload} /> : <p className="muted">Loading…</p>}
      </main>
    );
  }
  return (
    <DeskContext value={desk}>
      <Notices>
        <Frame />
      </Notices>
    </DeskContext>
  );
}

function skewOf(session: Session): number {
  const now = Date.parse(session.now);
  return Number.isNaN(now) ? 0 : now - Date.now();
}

function Frame() {
  const { session } = useDesk();
  const route = useRoute();
  const place = route.parts[0] ?? "recipes";
  const main = useRef<HTMLElement>(null);
  const started = useRef(false);
  const path = route.parts.join("/");
  useEffect(() => {
    // A new page is told to readers of the screen, and the keyboard begins at its top.
    if (started.current) main.current?.focus({ preventScroll: true });
    started.current = true;
    scrollTo(0, 0);
  }, [path]);
  const shown = useMemo(() => (session.playground ? [...places, ["play", "Playground", "play"] as [string, string, IconName]] : places), [session]);
  useEffect(() => {
    const name = shown.find(([p]) => p === place)?.[1];
    document.title = name ? `${name} · ${session.title}` : session.title;
  }, [place, shown, session]);
  return (
    <div className="frame">
      <a
        className="skip"
        href="#main"
        onClick={(e) => {
          e.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to the content
      </a>
      <header className="side">
        <div className="brand">
          <Icon name="recipes" />
          <strong>{session.title}</strong>
        </div>
        <nav aria-label="Pages">
          <ul>
            {shown.map(([p, label, icon]) => (
              <li key={p}>
                <a href={to(p)} aria-current={place === p ? "page" : undefined}>
                  <Icon name={icon} />
                  <span>{label}</span>
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <p className="who">
          <span className="avatar" aria-hidden="true">
            {[...(session.user.name || session.user.id || "?")][0]?.toUpperCase()}
          </span>
          <span>
            {session.user.name || session.user.id}
            {!session.may.edit && <span className="muted"> (may look only)</span>}
          </span>
        </p>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Suspense fallback={<p className="page muted">Loading…</p>}>
          <Page route={route} />
        </Suspense>
      </main>
    </div>
  );
}

function Page({ route }: { route: Route }) {
  const [place, id, tab] = route.parts;
  switch (place ?? "recipes") {
    case "recipes":
      return id === undefined ? <Recipes /> : <Edit key={id} id={id} tab={tab ?? "edit"} query={route.query} />;
    case "new":
      return <Edit key="new" id="" tab={id ?? "edit"} query={route.query} />;
    case "cases":
      return id === undefined ? <Cases /> : <CaseHistoryPage key={id} id={id} />;
    case "waiting":
      return <WaitingPage />;
    case "dead":
      return <DeadLetters />;
    case "archive":
      return <Archive />;
    case "play":
      return <Play data={route.query.get("d") ?? ""} />;
  }
  return (
    <section className="page">
      <h1>There is no such page</h1>
      <p>
        <a href={to("recipes")}>Go to the recipes</a>
      </p>
    </section>
  );
}
