// The history of a case: for each event what every recipe decided, why, and what would have to be otherwise.
import { useState } from "react";
import { api, type Decision } from "../api";
import { useLoad } from "../load";
import { isRaw } from "../json";
import { isObject, type Json } from "../recipe";
import { to } from "../route";
import { Icon } from "../parts/icon";
import { Problem } from "../parts/notice";
import { Party, TimelineChart } from "../parts/timeline";
import { clock, When } from "../parts/when";

export function CaseHistoryPage({ id }: { id: string }) {
  const loaded = useLoad(() => api.case(id), id);
  const timeline = useLoad(() => api.timeline(id), id);
  const [all, setAll] = useState(false);
  const events = loaded.data?.events ?? [];
  return (
    <section className="page">
      <p className="crumb">
        <a href={to("cases")}>
          <Icon name="back" /> Cases
        </a>
      </p>
      <div className="page-head">
        <h1>Case {id}</h1>
        <label className="check">
          <input type="checkbox" checked={all} onChange={(e) => setAll(e.target.checked)} />
          <span>Show recipes that did not run</span>
        </label>
      </div>
      {loaded.error && <Problem error={loaded.error} retry={loaded.reload} />}
      {timeline.data && <TimelineChart data={timeline.data} />}
      <ol className="events">
        {events.map((e) => {
          const decisions = e.decisions ?? [];
          const ran = decisions.filter(hasRun);
          const shown = all ? decisions : ran;
          return (
            <li key={e.id} className="event">
              <div className="event-head">
                <time dateTime={e.at}>{clock(e.at)}</time>
                <Party by={e.by} party={e.party} />
                <span className="muted">{e.kind.replaceAll("_", " ")}</span>
              </div>
              {e.text && (
                <p className="event-text" dir="auto">
                  {e.text}
                </p>
              )}
              {shown.length > 0 && (
                <ul className="decisions">
                  {shown.map((d, i) => (
                    <DecisionLine key={i} decision={d} />
                  ))}
                </ul>
              )}
              {!all && decisions.length > ran.length && (
                <p className="hint">
                  {decisions.length - ran.length} {decisions.length - ran.length === 1 ? "recipe" : "recipes"} did not run.
                </p>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** Whether a decision is worth a line: it ran, would have, or could not be made. */
function hasRun(d: Decision): boolean {
  return ["fired", "would_fire", "error"].includes(d.outcome) || (d.actions ?? []).length > 0;
}

export function valueText(v: Json | undefined): string {
  if (v === undefined || v === null || v === "") return "nothing";
  if (isObject(v) && !isRaw(v)) {
    return Object.entries(v)
      .map(([field, saw]) => `${field}: ${saw === null ? "missing" : valueText(saw)}`)
      .join(", ");
  }
  if (typeof v === "string") return `“${v}”`;
  if (isRaw(v)) return String((v as unknown as { rawJSON: string }).rawJSON);
  return JSON.stringify(v);
}

function DecisionLine({ decision: d }: { decision: Decision }) {
  const kind = d.outcome === "error" || d.outcome === "failed" ? "bad" : hasRun(d) ? "good" : "calm";
  const more = (d.tests ?? []).length + (d.flips ?? []).length > 0;
  return (
    <li className="decision">
      <p>
        <span className={`chip chip-${kind}`}>{d.outcome.replaceAll("_", " ")}</span> <a href={to("recipes", d.recipe)}>{d.name || d.recipe}</a>{" "}
        <span className="muted">{d.why || d.reason?.replaceAll("_", " ")}</span>
        {d.recorded === false && hasRun(d) && <span className="chip"> as it is now</span>}
        {d.error && <span className="error-text"> {d.error}</span>}
      </p>
      {(d.actions ?? []).length > 0 && (
        <ul className="did">
          {d.actions!.map((a, i) => (
            <li key={i}>
              {a.do.replaceAll("_", " ")}
              {a.outcome && <span className="muted">: {a.outcome.replaceAll("_", " ")}</span>}
              {a.reason && <span className="muted"> ({a.reason.replaceAll("_", " ")})</span>}
              {a.due && (
                <span className="muted">
                  {" "}
                  due <When at={a.due} exact />
                </span>
              )}
              {a.error && <span className="error-text"> {a.error}</span>}
            </li>
          ))}
        </ul>
      )}
      {more && (
        <details className="more">
          <summary>Tests of the filter</summary>
          <ul className="tests">
            {(d.tests ?? []).map((t, i) => (
              <li key={i} className={t.holds ? "holds" : "fails"}>
                <code>{t.text}</code> <span className="muted">saw {valueText(t.saw)}:</span> {t.holds ? "holds" : "does not hold"}
              </li>
            ))}
          </ul>
          {(d.flips ?? []).length > 0 && (
            <>
              <p className="hint">It would have been otherwise with:</p>
              <ul className="tests">
                {d.flips!.map((way, i) => (
                  <li key={i}>
                    {way.map((f, n) => (
                      <span key={n}>
                        {n > 0 && " and "}
                        <code>{f.test}</code> {valueText(f.value)}
                      </span>
                    ))}
                  </li>
                ))}
              </ul>
            </>
          )}
        </details>
      )}
    </li>
  );
}
