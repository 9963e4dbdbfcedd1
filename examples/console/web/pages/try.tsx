// The recipe played on the last events: what would run now, and what the edit changes.
import { useState } from "react";
import { api, type TriedAction, type TriedRun } from "../api";
import { useLoad } from "../load";
import { same } from "../json";
import { to } from "../route";
import { Problem } from "../parts/notice";
import { partyClass } from "../parts/timeline";
import { clock } from "../parts/when";
import type { Work } from "./edit";

const counts = [50, 360, 1000, 5000];

export function Try({ work, base }: { work: Work; base: string[] }) {
  const [n, setN] = useState(360);
  const [played, setPlayed] = useState(work);
  const [turn, setTurn] = useState(0);
  const [only, setOnly] = useState<"all" | "newly" | "no_longer">("all");
  const loaded = useLoad(() => api.try(played.recipe, played.tags, n), `${turn}/${n}`);
  const stale = !same(played, work);
  const t = loaded.data;
  const newly = new Set(t?.newly ?? []);
  const gone = t?.no_longer ?? [];
  const runs = (t?.now ?? []).filter((r) => only === "all" || (only === "newly" && newly.has(r.event)));
  return (
    <div className="try">
      <div className="toolbar">
        <label className="inline">
          Play the last
          <select value={n} onChange={(e) => setN(Number(e.target.value))} aria-label="Number of events">
            {counts.map((c) => (
              <option key={c} value={c}>
                {c.toLocaleString("en")}
              </option>
            ))}
          </select>
          events
        </label>
        <button
          type="button"
          className={stale ? "primary" : ""}
          onClick={() => {
            setPlayed(work);
            setTurn(turn + 1);
          }}
        >
          {stale ? "Play the changed recipe" : "Play again"}
        </button>
      </div>
      {loaded.error && !loaded.error.refusal.faults?.length && <Problem error={loaded.error} retry={loaded.reload} />}
      {loaded.error?.refusal.faults?.length ? <Refusals faults={loaded.error.refusal.faults} /> : null}
      {t?.refused?.length ? <Refusals faults={t.refused} /> : null}
      {loaded.loading && <p className="muted">Playing…</p>}
      {t && !t.refused?.length && (
        <>
          <div role="status" aria-label="What it would do">
          <dl className="figures">
            <div>
              <dt>events played</dt>
              <dd>{t.events.toLocaleString("en")}</dd>
            </div>
            <div>
              <dt>runs now</dt>
              <dd>{t.runs.toLocaleString("en")}</dd>
            </div>
            <div className={newly.size ? "more-runs" : ""}>
              <dt>newly</dt>
              <dd>{newly.size.toLocaleString("en")}</dd>
            </div>
            <div className={gone.length ? "fewer-runs" : ""}>
              <dt>no longer</dt>
              <dd>{gone.length.toLocaleString("en")}</dd>
            </div>
          </dl>
          </div>
          <div className="segments" role="group" aria-label="Show">
            {(
              [
                ["all", "All runs"],
                ["newly", "Newly"],
                ["no_longer", "No longer"],
              ] as const
            ).map(([value, label]) => (
              <button key={value} type="button" aria-pressed={only === value} onClick={() => setOnly(value)}>
                {label}
              </button>
            ))}
          </div>
          {only === "no_longer" ? (
            <ul className="runs" aria-label="Events that it no longer runs for">
              {gone.map((g, i) => (typeof g === "string" ? <li className="run" key={i}>{`Event ${g}`}</li> : <Run key={i} run={g} mark="no longer" base={base} />))}
              {gone.length === 0 && <li className="empty">It runs for every event that it ran for before.</li>}
            </ul>
          ) : (
            <ul className="runs" aria-label="Runs">
              {runs.map((r, i) => (
                <Run key={i} run={r} mark={newly.has(r.event) ? "newly" : ""} base={base} />
              ))}
              {runs.length === 0 && <li className="empty">It would not have run for any of these events.</li>}
            </ul>
          )}
        </>
      )}
    </div>
  );
}

function Refusals({ faults }: { faults: { path?: string; message: string }[] }) {
  return (
    <div className="banner banner-bad" role="alert">
      <p>It cannot be played before its faults are mended:</p>
      <ul>
        {faults.map((f, i) => (
          <li key={i}>
            {f.path && <code>{f.path}</code>} {f.message}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Run({ run, mark, base }: { run: TriedRun; mark: string; base: string[] }) {
  return (
    <li className="run">
      <div className="run-event">
        <p className="run-head">
          <time dateTime={run.at}>{clock(run.at)}</time>
          <span className={`party ${partyClass(run.from)}`}>{run.from || "system"}</span>
          {mark && <span className="chip chip-good">{mark}</span>}
          {run.case && (
            <a href={`${to(...base, "timeline")}?case=${encodeURIComponent(run.case)}`} className="run-case">
              Timeline of {run.case}
            </a>
          )}
        </p>
        <p className="run-text" dir="auto">{run.text || `Event ${run.event}`}</p>
      </div>
      <ul className="run-actions">
        {(run.actions ?? []).map((a, i) => (
          <li key={i}>
            <ActionWords action={a} />
          </li>
        ))}
      </ul>
    </li>
  );
}

function ActionWords({ action: a }: { action: TriedAction }) {
  const rest = Object.entries(a.with ?? {}).filter(([name]) => !(a.message && ["message", "text"].includes(name)));
  return (
    <>
      <span className="run-do">
        {a.do.replaceAll("_", " ")}
        {a.after && <span className="chip">after {a.after}</span>}
        {a.outcome && a.outcome !== "done" && <span className="chip">{a.outcome.replaceAll("_", " ")}</span>}
        {a.error && <span className="error-text">{a.error}</span>}
        {a.reason && <span className="muted">{a.reason.replaceAll("_", " ")}</span>}
        {rest.length > 0 && <span className="muted">{rest.map(([name, v]) => `${name} ${typeof v === "string" ? v : Array.isArray(v) && v.every((e) => typeof e === "string") ? v.join(", ") : JSON.stringify(v)}`).join(" · ")}</span>}
      </span>
      {a.message && (
        <blockquote className="bubble" dir="auto">
          {a.message}
        </blockquote>
      )}
    </>
  );
}
