// One case with the recipe as it is now: what would wait, and until when.
import { useState } from "react";
import { api } from "../api";
import { refused, useLoad, useSettled } from "../load";
import { go, to } from "../route";
import { Problem } from "../parts/notice";
import { TimelineChart, TimelineWords } from "../parts/timeline";
import type { Work } from "./edit";

export function CaseTimeline({ work, caseID, base }: { work: Work; caseID: string; base: string[] }) {
  const [text, setText] = useState("");
  const sought = useSettled(text.trim(), 200);
  const cases = useLoad(() => api.cases(sought), sought);
  const list = cases.data?.cases ?? [];
  const chosen = caseID || list[0]?.id || "";
  return (
    <div className="try">
      <div className="toolbar">
        <label className="inline">
          Case
          <select value={chosen} aria-label="Case" onChange={(e) => go(`${to(...base, "timeline")}?case=${encodeURIComponent(e.target.value)}`)}>
            {chosen && !list.some((c) => c.id === chosen) && <option value={chosen}>{chosen}</option>}
            {list.slice(0, 200).map((c) => (
              <option key={c.id} value={c.id}>
                {c.subject ? `${c.id}: ${c.subject}` : c.id}
              </option>
            ))}
          </select>
        </label>
        <label className="search">
          <span className="hidden">Search cases</span>
          <input type="search" placeholder="Search cases" value={text} onChange={(e) => setText(e.target.value)} />
        </label>
      </div>
      {cases.error && <Problem error={cases.error} retry={cases.reload} />}
      {chosen && <Drawn key={chosen} id={chosen} work={work} />}
    </div>
  );
}

function Drawn({ id, work }: { id: string; work: Work }) {
  const settled = useSettled(work, 400);
  const loaded = useLoad(() => api.timeline(id, settled.recipe), JSON.stringify(settled.recipe));
  if (loaded.error) return <Problem error={refused(loaded.error)} retry={loaded.reload} />;
  if (!loaded.data) return <p className="muted">Playing…</p>;
  return (
    <>
      <TimelineChart data={loaded.data} />
      <p className="legend">
        <span className="party by-customer">customer</span> <span className="party by-agent">agent</span> <span className="party by-recipe">recipe</span>{" "}
        <span className="swatch swatch-closed" /> closed <span className="swatch swatch-wait" /> carried out <span className="swatch swatch-cancelled" /> cancelled
      </p>
      <TimelineWords data={loaded.data} />
    </>
  );
}
