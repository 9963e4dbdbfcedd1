// The filter of a recipe: conditions or text and back, or the name of a saved one.
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { api, type Fault } from "../api";
import { useHost } from "../session";
import { isObject, type Cond, type Filter } from "../recipe";
import { treeProblem } from "../tree";
import { refused } from "../load";
import { Conditions } from "./conditions";
import { Editor } from "./editor";
import { FaultLines, useFaults } from "./field";

type Mode = "none" | "tree" | "text" | "saved";

function modeOf(f: Filter | undefined): Mode {
  if (f === undefined) return "none";
  if (typeof f === "string") return "text";
  return "saved" in f ? "saved" : "tree";
}

const modes: [Mode, string][] = [
  ["none", "Every event"],
  ["tree", "Conditions"],
  ["text", "Expression"],
  ["saved", "Saved filter"],
];

export function FilterEditor(props: { filter: Filter | undefined; onChange: (filter: Filter | undefined) => void }) {
  const { help } = useHost();
  const { filter, onChange } = props;
  const name = useId();
  const [mode, setMode] = useState<Mode>(modeOf(filter));
  const [told, setTold] = useState("");
  // What was there before the last change of the way to write it, so that going back without an edit loses nothing.
  const before = useRef<{ now: string; then: Filter | undefined } | null>(null);
  const faults = useFaults("filter");
  const places = useMemo(() => faults.filter((f) => f.text_line).map((f) => ({ ...f, line: f.text_line, column: f.text_column })), [faults]);

  useEffect(() => {
    const actual = modeOf(filter);
    if (filter !== undefined && actual !== mode) setMode(actual);
  }, [filter, mode]);

  const replace = (next: Filter | undefined, m: Mode) => {
    before.current = { now: JSON.stringify(next), then: filter };
    setMode(m);
    onChange(next);
  };
  const choose = async (m: Mode) => {
    setTold("");
    const was = before.current;
    if (was && was.now === JSON.stringify(filter) && modeOf(was.then) === m) return replace(was.then, m);
    try {
      if (m === "none") return replace(undefined, m);
      if (m === "saved") {
        const first = help.filters[0];
        return first ? replace({ saved: first }, m) : setTold("The set has no saved filters.");
      }
      if (filter === undefined) {
        if (m === "text") return replace("", m);
        return replace(undefined, m);
      }
      if (m === "text") {
        if (isObject(filter) && "saved" in filter) return setTold("A saved filter is edited in the set itself. Choose “Every event” first to write a new one.");
        const answer = await api.filterFromTree(filter as Cond);
        return answer.faults?.length ? setTold(`${answer.faults[0]!.message}. Mend the conditions first.`) : replace(answer.text, m);
      }
      if (typeof filter !== "string") return setTold("A saved filter is edited in the set itself. Choose “Every event” first to write a new one.");
      if (!filter.trim()) return replace(undefined, m);
      const answer = await api.filterFromText(filter);
      if (answer.faults?.length) return setTold("Mend the expression first.");
      if (!answer.tree) return setTold(`It stays an expression: ${answer.no_tree || "conditions cannot say it"}.`);
      return replace(answer.tree, m);
    } catch (e) {
      setTold(refused(e).message);
    }
  };

  return (
    <div data-path="filter">
      <div className="segments" role="radiogroup" aria-label="How to write the filter">
        {modes.map(([m, label]) => (
          <label key={m}>
            <input type="radio" name={name} checked={mode === m} onChange={() => void choose(m)} />
            <span>{label}</span>
          </label>
        ))}
      </div>
      {told && (
        <p className="note" role="status">
          {told}
        </p>
      )}
      <Body mode={mode} filter={filter} onChange={onChange} places={places} />
      {mode !== "tree" && <FaultLines faults={faults} />}
    </div>
  );
}

function Body(props: { mode: Mode; filter: Filter | undefined; onChange: (f: Filter | undefined) => void; places: Fault[] }) {
  const { help } = useHost();
  const { mode, filter, onChange } = props;
  if (mode === "none") return <p className="hint">It runs for every event that starts it.</p>;
  if (mode === "text") {
    return (
      <>
        <Editor
          language="expression"
          label="Filter expression"
          value={typeof filter === "string" ? filter : ""}
          onChange={onChange}
          faults={props.places}
          placeholder={'word(mention.content, "refund") and mention.language == "en"'}
        />
        <p className="hint">Fields, functions and words are offered while you type; Enter or Tab takes one.</p>
      </>
    );
  }
  if (mode === "saved") {
    const saved = isObject(filter) && typeof filter.saved === "string" ? filter.saved : "";
    const known = help.filters.includes(saved);
    return (
      <select aria-label="Saved filter" value={saved} onChange={(e) => onChange({ saved: e.target.value })}>
        {!known && <option value={saved}>{saved || "Choose one"}</option>}
        {help.filters.map((f) => (
          <option key={f}>{f}</option>
        ))}
      </select>
    );
  }
  const tree = filter === undefined ? null : (filter as Cond);
  const problem = tree && treeProblem(tree);
  if (problem) {
    return <p className="note">The form cannot show these conditions: {problem}. They are kept; edit them as text on the tab “JSON”.</p>;
  }
  return <Conditions tree={tree} onChange={(t) => onChange(t ?? undefined)} />;
}
