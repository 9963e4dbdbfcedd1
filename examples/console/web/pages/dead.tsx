import { useState } from "react";
import { api, type Dead } from "../api";
import { refused, useLoad } from "../load";
import { to } from "../route";
import { useDesk } from "../session";
import { Dialog } from "../parts/dialog";
import { Problem, useSay } from "../parts/notice";
import { When } from "../parts/when";

/** What failed for good: it is tried again, or given up. */
export function DeadLetters() {
  const { session } = useDesk();
  const [after, setAfter] = useState<string[]>([""]);
  const page = after.at(-1)!;
  const loaded = useLoad(() => api.dead(page), page);
  const [asked, setAsked] = useState<Dead>();
  const say = useSay();
  const rows = loaded.data?.dead ?? [];
  const carryOut = async (what: () => Promise<unknown>, words: string) => {
    setAsked(undefined);
    try {
      await what();
      say(words);
    } catch (e) {
      say(refused(e).message, "bad");
    }
    loaded.reload();
  };
  return (
    <section className="page">
      <div className="page-head">
        <h1>Dead letters</h1>
        <p className="muted count" role="status">
          {loaded.data ? (rows.length ? `${rows.length} failed for good` : "Nothing failed for good") : "Loading…"}
        </p>
        <button type="button" onClick={loaded.reload}>
          Reload
        </button>
      </div>
      {loaded.error && <Problem error={loaded.error} retry={loaded.reload} />}
      {loaded.data && rows.length === 0 && <p className="empty">There are no dead letters.</p>}
      {rows.length > 0 && (
        <div className="table-scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Action</th>
                <th scope="col">Case</th>
                <th scope="col">Error</th>
                <th scope="col">Failed</th>
                <th scope="col">Tries</th>
                <th scope="col">
                  <span className="hidden">What to do</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((d) => (
                <tr key={d.key}>
                  <td data-label="Action">
                    <strong>{(d.do || "event").replaceAll("_", " ")}</strong>
                    {d.recipe && (
                      <span className="sub">
                        <a href={to("recipes", d.recipe)}>{d.name || d.recipe}</a>
                      </span>
                    )}
                  </td>
                  <td data-label="Case">{d.item?.kind === "case" ? <a href={to("cases", d.item.id)}>{d.item.id}</a> : <span className="muted">{d.item?.id ?? "none"}</span>}</td>
                  <td data-label="Error">
                    <span className="error-text">{d.error}</span>
                  </td>
                  <td data-label="Failed" className="nowrap">
                    <When at={d.at} />
                  </td>
                  <td data-label="Tries">{d.tries}</td>
                  <td className="end">
                    <button
                      type="button"
                      className="primary"
                      disabled={!session.may.operate}
                      aria-label={`Retry ${d.do || "event"} of ${d.name || d.recipe}${d.item ? ` for ${d.item.id}` : ""}`}
                      onClick={() => void carryOut(() => api.retryDead(d.key), "It is tried again.")}
                    >
                      Retry
                    </button>
                    <button type="button" disabled={!session.may.operate} aria-label={`Discard ${d.do || "event"} of ${d.name || d.recipe}${d.item ? ` for ${d.item.id}` : ""}`} onClick={() => setAsked(d)}>
                      Discard
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {(after.length > 1 || loaded.data?.next) && (
        <div className="pager">
          <button type="button" disabled={after.length < 2} onClick={() => setAfter(after.slice(0, -1))}>
            Newer page
          </button>
          <button type="button" disabled={!loaded.data?.next} onClick={() => setAfter([...after, loaded.data!.next!])}>
            Next page
          </button>
        </div>
      )}
      {asked && (
        <Dialog
          title="Discard this dead letter?"
          onClose={() => setAsked(undefined)}
          actions={
            <>
              <button type="button" onClick={() => setAsked(undefined)}>
                Keep it
              </button>
              <button type="button" className="danger" onClick={() => void carryOut(() => api.discardDead(asked.key), "It is discarded.")}>
                Discard
              </button>
            </>
          }
        >
          <p>
            “{(asked.do || "event").replaceAll("_", " ")}” {asked.recipe && `of the recipe “${asked.name || asked.recipe}” `}is then never carried out.
          </p>
        </Dialog>
      )}
    </section>
  );
}
