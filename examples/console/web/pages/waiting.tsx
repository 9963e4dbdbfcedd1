import { useState } from "react";
import { api, type Waiting } from "../api";
import { refused, useLoad } from "../load";
import { to } from "../route";
import { useDesk } from "../session";
import { Dialog } from "../parts/dialog";
import { Problem, useSay } from "../parts/notice";
import { When } from "../parts/when";

/** The actions that are due later, the next one first. */
export function WaitingPage() {
  const { session } = useDesk();
  const loaded = useLoad(api.waiting, "waiting");
  const [asked, setAsked] = useState<Waiting>();
  const say = useSay();
  const rows = loaded.data?.waiting ?? [];
  const cancel = async (w: Waiting) => {
    setAsked(undefined);
    try {
      await api.cancelWait(w.key);
      say(`“${w.action || w.do}” does not wait any more.`);
    } catch (e) {
      say(refused(e).message, "bad");
    }
    loaded.reload();
  };
  return (
    <section className="page">
      <div className="page-head">
        <h1>Waiting</h1>
        <p className="muted count" role="status">
          {loaded.data ? `${rows.length} ${rows.length === 1 ? "action is" : "actions are"} due later` : "Loading…"}
        </p>
        <button type="button" onClick={loaded.reload}>
          Reload
        </button>
      </div>
      {loaded.error && <Problem error={loaded.error} retry={loaded.reload} />}
      {loaded.data && rows.length === 0 && <p className="empty">Nothing waits.</p>}
      {rows.length > 0 && (
        <div className="table-scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Due</th>
                <th scope="col">Action</th>
                <th scope="col">Recipe</th>
                <th scope="col">Case</th>
                <th scope="col">Waits since</th>
                <th scope="col">
                  <span className="hidden">Cancel</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((w) => (
                <tr key={w.key}>
                  <td data-label="Due" className="nowrap">
                    <When at={w.due} />
                  </td>
                  <td data-label="Action">
                    <strong>{w.do.replaceAll("_", " ")}</strong>
                    {w.text && <span className="sub">{w.text}</span>}
                  </td>
                  <td data-label="Recipe">
                    <a href={to("recipes", w.recipe)}>{w.name || w.recipe}</a>
                  </td>
                  <td data-label="Case">{w.case ? <a href={to("cases", w.case)}>{w.case}</a> : <span className="muted">none</span>}</td>
                  <td data-label="Since" className="nowrap">
                    <When at={w.since} />
                  </td>
                  <td className="end">
                    <button type="button" disabled={!session.may.operate} onClick={() => setAsked(w)} aria-label={`Cancel ${w.do.replaceAll("_", " ")} of ${w.name || w.recipe}${w.case ? ` for ${w.case}` : ""}`}>
                      Cancel
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {asked && (
        <Dialog
          title="Cancel this wait?"
          onClose={() => setAsked(undefined)}
          actions={
            <>
              <button type="button" onClick={() => setAsked(undefined)}>
                Let it wait
              </button>
              <button type="button" className="danger" onClick={() => void cancel(asked)}>
                Cancel the wait
              </button>
            </>
          }
        >
          <p>
            “{asked.do.replaceAll("_", " ")}” of the recipe “{asked.name || asked.recipe}” is then not carried out{asked.case ? ` for the case ${asked.case}` : ""}. The history says
            that you cancelled it.
          </p>
        </Dialog>
      )}
    </section>
  );
}
