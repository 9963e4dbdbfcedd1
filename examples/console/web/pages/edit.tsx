// One recipe: edited as a form or as text, tried, and its history. The draft is kept in this browser until it is saved.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { api, type Check, type Fault, type Opened, type Refusal, type Refused } from "../api";
import { Conflict, useChange } from "../asking";
import { dropDraft, keepDraft, readDraft } from "../draft";
import { parse, pretty, same } from "../json";
import { refused, useLoad, useSettled } from "../load";
import { emptyRecipe, formProblem, type Recipe } from "../recipe";
import { go, to } from "../route";
import { HostContext, useDesk, type Host } from "../session";
import { Dialog } from "../parts/dialog";
import { Icon } from "../parts/icon";
import { Problem, useSay } from "../parts/notice";
import { FaultsContext } from "../parts/field";
import { clock } from "../parts/when";
import { RecipeForm } from "./form";
import { RecipeHistory } from "./history";
import { RecipeText } from "./text";
import { Summary } from "./summary";
import { CaseTimeline } from "./timeline";
import { Try } from "./try";

export interface Work {
  recipe: Recipe;
  tags: string[];
  /** The recipe as typed, while it is no JSON. */
  text?: string;
}

export function Edit(props: { id: string; tab: string; query: URLSearchParams }) {
  const { session } = useDesk();
  const { id } = props;
  const loaded = useLoad<Opened>(
    () => (id ? api.recipe(id) : api.recipes().then((r) => ({ version: r.version, recipe: emptyRecipe(), tags: [], describe: "", tree: null }))),
    id || "new",
  );
  const host = useLoad(hostOf, "host");
  const kept = useMemo(() => readDraft(session.user.id, id), [session, id]);
  const opened = useMemo<Opened | undefined>(() => {
    if (loaded.data) return loaded.data;
    if (!loaded.error?.passing || !kept) return undefined;
    return { version: kept.version, recipe: kept.recipe, tags: kept.tags, describe: "", tree: null };
  }, [loaded.data, loaded.error, kept]);
  const turn = useTurn(opened);
  if (opened && host.data) {
    return (
      <HostContext value={host.data}>
        <Editing key={turn} opened={opened} down={loaded.error} reload={loaded.reload} {...props} />
      </HostContext>
    );
  }
  const error = loaded.error ?? host.error;
  return (
    <section className="page">
      <p className="crumb">
        <a href={to("recipes")}>
          <Icon name="back" /> Recipes
        </a>
      </p>
      {error ? (
        <Problem
          error={error}
          retry={() => {
            if (loaded.error) loaded.reload();
            if (host.error) host.reload();
          }}
        />
      ) : (
        <p className="muted">Loading…</p>
      )}
      {error && kept && <Kept draft={kept} />}
    </section>
  );
}

/** Counts the values that were loaded: what is edited begins anew with each. */
function useTurn(value: unknown): number {
  const seen = useRef({ value, n: 0 });
  if (seen.current.value !== value) seen.current = { value, n: seen.current.n + 1 };
  return seen.current.n;
}

async function hostOf(): Promise<Host> {
  const [help, schema] = await Promise.all([api.help(), api.schema()]);
  return { help, schema };
}

/** A draft, readable while the editor cannot be shown. */
function Kept({ draft }: { draft: { recipe: Recipe; text?: string } }) {
  return (
    <>
      <p className="note">Your draft is kept in this browser.</p>
      <pre className="kept">{draft.text ?? pretty(draft.recipe)}</pre>
    </>
  );
}

const tabs = [
  ["edit", "Edit"],
  ["json", "JSON"],
  ["try", "Try"],
  ["timeline", "Timeline"],
  ["history", "History"],
] as const;

interface EditingProps {
  opened: Opened;
  down?: Refused;
  reload: () => void;
  id: string;
  tab: string;
  query: URLSearchParams;
}

function Editing({ opened, down, reload, id, tab, query }: EditingProps) {
  const { session } = useDesk();
  const user = session.user.id;
  const say = useSay();
  const saved = useMemo<Work>(() => ({ recipe: opened.recipe, tags: opened.tags ?? [] }), [opened]);
  const [draft] = useState(() => readDraft(user, id));
  const [work, setWork] = useState<Work>(() => (draft ? { recipe: draft.recipe, tags: draft.tags, text: draft.text } : saved));
  const [version, setVersion] = useState(draft?.version ?? opened.version);
  const [fromDraft, setFromDraft] = useState(draft !== undefined && !same(draft.recipe, saved.recipe) ? draft.at : "");
  const [trouble, setTrouble] = useState<Refused | undefined>(down);
  const [conflict, setConflict] = useState<Refusal>();
  const [removing, setRemoving] = useState(false);
  const [saveFaults, setSaveFaults] = useState<Fault[]>([]);
  const changed = !same(work, saved);
  const mayEdit = session.may.edit && opened.may_edit !== false;

  const edit = useCallback(
    (next: Work) => {
      setWork(next);
      setSaveFaults([]);
      const kept = keepDraft(user, id, { version, at: new Date().toISOString(), ...next });
      if (!kept) say("This browser keeps no drafts. Save before you leave.", "bad");
    },
    [user, id, version, say],
  );
  const discard = () => {
    dropDraft(user, id);
    setWork(saved);
    setVersion(opened.version);
    setFromDraft("");
    setSaveFaults([]);
    setConflict(undefined);
  };

  const check = useCheck(work, setTrouble);
  const faults = saveFaults.length ? saveFaults : (check?.faults ?? []);
  const problem = work.text !== undefined ? "It is no JSON." : formProblem(work.recipe);
  const shown = tab === "edit" && problem ? "json" : tab;

  const change = useChange({
    onConflict: setConflict,
    onRefused: (status, refusal, message) => {
      if (refusal.faults?.length) setSaveFaults(refusal.faults.map(inForm));
      say(message, "bad");
      if (status === 0 || status === 401 || status >= 500) setTrouble(refused(new Error(message)));
    },
  });
  const finish = async (words: string) => {
    dropDraft(user, id);
    setTrouble(undefined);
    setConflict(undefined);
    setFromDraft("");
    const target = work.recipe.id;
    let changes: string[] = [];
    try {
      changes = (await api.revisions(target)).revisions?.[0]?.changes ?? [];
    } catch {
      // It is saved; the words about it are all that is missing.
    }
    say(changes.length ? `${words} ${changes.slice(0, 3).join("; ")}` : words);
    if (id) reload();
    else go(to("recipes", target));
  };
  const save = (over: number) => {
    if (work.text !== undefined) return say("The text is no JSON yet. Mend it on the tab “JSON”, then save.", "bad");
    const recipe = sendable(work.recipe);
    void change.run(
      (confirmed) => api.save({ version: over, recipe, tags: work.tags, confirmed }),
      () => void finish("Saved."),
    );
  };
  const remove = () => {
    setRemoving(false);
    void change.run(
      (confirmed) => api.save({ version, remove: id, confirmed }),
      () => {
        dropDraft(user, id);
        say(`“${opened.recipe.name}” is removed.`);
        go(to("recipes"));
      },
    );
  };

  const base = id ? ["recipes", id] : ["new"];
  return (
    <section className="page page-edit">
      <p className="crumb">
        <a href={to("recipes")}>
          <Icon name="back" /> Recipes
        </a>
      </p>
      <div className="page-head">
        <h1 className="cut">{work.recipe.name || (id ? id : "New recipe")}</h1>
        <p className="muted count">{changed ? "not saved yet" : id ? `saved, version ${opened.version}` : ""}</p>
        {mayEdit && (
          <div className="head-actions">
            {id && (
              <button type="button" className="quiet" onClick={() => setRemoving(true)}>
                Remove
              </button>
            )}
            {changed && (
              <button type="button" onClick={discard}>
                Discard changes
              </button>
            )}
            <button type="button" className="primary" disabled={!changed || change.busy} onClick={() => save(version)}>
              {faults.length ? `Save (${faults.length} ${faults.length === 1 ? "fault" : "faults"})` : "Save"}
            </button>
          </div>
        )}
      </div>
      {!mayEdit && <p className="note">You may look at this recipe and try it, but not save it{opened.recipe.owner ? `; its owner is ${opened.recipe.owner}` : ""}.</p>}
      {fromDraft && (
        <div className="banner">
          <p>
            This is your draft of {clock(fromDraft)}, kept in this browser.
            {draft && draft.version !== opened.version && " The recipes were saved since by somebody; you are shown what they changed when you save."}
          </p>
          <button type="button" onClick={discard}>
            Discard the draft
          </button>
        </div>
      )}
      {trouble && (
        <div className="banner banner-bad" role="alert">
          <p>
            {trouble.message} <strong>Your draft is kept in this browser.</strong>
          </p>
          <button
            type="button"
            onClick={() => {
              setTrouble(undefined);
              if (down) reload();
              else if (changed) save(version);
            }}
          >
            Try again
          </button>
        </div>
      )}
      <nav className="tabs" aria-label="Views of the recipe">
        {tabs
          .filter(([t]) => id || t !== "history")
          .map(([t, label]) => (
            <a key={t} href={t === "edit" ? to(...base) : to(...base, t)} aria-current={shown === t ? "page" : undefined}>
              {label}
            </a>
          ))}
      </nav>
      {tab === "edit" && problem && (
        <p className="note">The form cannot show this recipe, so it is shown as text, whole. {problem}</p>
      )}
      <FaultsContext value={faults}>
        {shown === "edit" && (
          <div className="edit-columns">
            <RecipeForm work={work} fresh={!id} onChange={edit} readOnly={!mayEdit} />
            <Summary check={check} faults={faults} tryAddress={to(...base, "try")} />
          </div>
        )}
        {shown === "json" && (
          <RecipeText
            work={work}
            onChange={edit}
            readOnly={!mayEdit}
            faults={check?.faults ?? []}
            saveFaults={saveFaults}
            id={id}
          />
        )}
        {shown === "try" && <Try work={work} base={base} />}
        {shown === "timeline" && <CaseTimeline work={work} caseID={query.get("case") ?? ""} base={base} />}
        {shown === "history" && id && <RecipeHistory id={id} version={opened.version} onRestored={() => { dropDraft(user, id); reload(); }} />}
      </FaultsContext>
      {change.dialog}
      {conflict && (
        <Conflict
          refusal={conflict}
          onClose={() => setConflict(undefined)}
          onTheirs={() => {
            discard();
            reload();
          }}
          onMine={() => {
            setVersion(conflict.version ?? version);
            setConflict(undefined);
            save(conflict.version ?? version);
          }}
        />
      )}
      {removing && (
        <Dialog
          title="Remove this recipe?"
          onClose={() => setRemoving(false)}
          actions={
            <>
              <button type="button" onClick={() => setRemoving(false)}>
                Keep it
              </button>
              <button type="button" className="danger" onClick={remove}>
                Remove
              </button>
            </>
          }
        >
          <p>“{opened.recipe.name}” does not run any more, and what of it waits is cancelled. Its history stays, and it can be restored.</p>
        </Dialog>
      )}
    </section>
  );
}

/** A fault of a save. One of something that was not sent has no place in the form: it says where it is. */
function inForm(f: Fault): Fault {
  if (f.document) return f;
  const place = [f.recipe && `recipe ${f.recipe}`, f.path].filter(Boolean).join(": ");
  return { message: place ? `${place}: ${f.message}` : f.message };
}

/** A recipe without what only the form has: an empty expression. */
function sendable(r: Recipe): Recipe {
  if (r.filter !== "") return r;
  const { filter: _, ...rest } = r;
  return rest as Recipe;
}

/** Checks the work whenever it has not changed for a moment; an older answer never replaces a newer one. */
function useCheck(work: Work, setTrouble: (e: Refused | undefined) => void): Check | undefined {
  const settled = useSettled(work, 250);
  const [check, setCheck] = useState<Check>();
  const turn = useRef(0);
  useEffect(() => {
    const mine = ++turn.current;
    const asked = settled.text !== undefined ? api.checkText(settled.text) : api.check(sendable(settled.recipe));
    asked.then(
      (c) => {
        if (mine === turn.current) setCheck(c);
      },
      (e: unknown) => {
        const r = refused(e);
        if (mine !== turn.current) return;
        if (r.passing) setTrouble(r);
        else setCheck({ faults: r.refusal.faults ?? [{ message: r.message }], warnings: [], describe: "", tree: null });
      },
    );
  }, [settled, setTrouble]);
  return check;
}

/** Reads a recipe as typed; undefined when it is no JSON object. */
export function readRecipe(text: string): Recipe | undefined {
  try {
    const v = parse(text);
    return typeof v === "object" && v !== null && !Array.isArray(v) ? (v as Recipe) : undefined;
  } catch {
    return undefined;
  }
}

export { pretty };
