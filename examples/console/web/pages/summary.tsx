// What the recipe does, in plain words, and what is wrong with it, beside the form.
import type { Check, Fault } from "../api";
import { Icon } from "../parts/icon";
import { Week } from "../parts/week";

export function Summary(props: { check: Check | undefined; faults: Fault[]; tryAddress: string }) {
  const { check, faults } = props;
  const warnings = (check?.warnings ?? []).map((w) => (typeof w === "string" ? { message: w } : w));
  return (
    <aside className="summary" aria-label="What it does">
      <h2>What it does</h2>
      <p className="describe" aria-live="polite">
        {check?.describe || "It says here what the recipe does, once it is whole."}
      </p>
      <a className="button wide" href={props.tryAddress}>
        <Icon name="play" /> Try it on the last events
      </a>
      {check?.hours && (
        <>
          <h3>When it runs</h3>
          <Week hours={check.hours} />
        </>
      )}
      <div role="status" aria-live="polite">
        {faults.length > 0 && (
          <>
            <h3 className="bad">
              {faults.length} {faults.length === 1 ? "fault" : "faults"}
            </h3>
            <ul className="fault-list">
              {faults.map((f, i) => (
                <li key={i}>
                  <button type="button" className="plain" onClick={() => jump(f.path ?? "")}>
                    {f.path && <code>{f.path}</code>} {f.message}
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
        {check && faults.length === 0 && <p className="good">No faults.</p>}
        {warnings.length > 0 && (
          <>
            <h3>Worth a look</h3>
            <ul className="fault-list warnings">
              {warnings.map((w, i) => (
                <li key={i}>{w.message}</li>
              ))}
            </ul>
          </>
        )}
      </div>
    </aside>
  );
}

/** Moves the keyboard to the control of a path, or to the nearest one around it. */
function jump(path: string): void {
  for (let p = path; p; p = p.replace(/(\.[^.[\]]+|\[\d+\]|^[^.[\]]+)$/, "")) {
    const place = document.querySelector<HTMLElement>(`[data-path="${CSS.escape(p)}"]`);
    if (!place) continue;
    place.scrollIntoView({ block: "center" });
    const editor = place.querySelector<HTMLElement>("[data-editor]")?.shadowRoot?.querySelector<HTMLElement>(".cm-content");
    (editor ?? place.querySelector<HTMLElement>("input, select, textarea, button"))?.focus();
    return;
  }
}
