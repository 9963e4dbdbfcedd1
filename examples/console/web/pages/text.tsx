// The recipe as text, whole: whatever the form cannot show is here.
import { useMemo, useState } from "react";
import { api, type Fault } from "../api";
import { pretty, same } from "../json";
import { refused } from "../load";
import { useSettled } from "../load";
import { Editor } from "../parts/editor";
import { FaultLines } from "../parts/field";
import { readRecipe, type Work } from "./edit";
import { useEffect } from "react";

export function RecipeText(props: { work: Work; onChange: (work: Work) => void; readOnly: boolean; faults: Fault[]; saveFaults: Fault[]; id: string }) {
  const { work } = props;
  const [text, setText] = useState(() => work.text ?? pretty(work.recipe));
  const current = useMemo(() => readRecipe(text), [text]);
  // A change from elsewhere (discard, theirs) replaces the text.
  const stale = work.text === undefined && current !== undefined && !same(current, work.recipe);
  if (stale) setText(pretty(work.recipe));
  const places = usePlaces(text);
  const change = (next: string) => {
    setText(next);
    const recipe = readRecipe(next);
    if (recipe) props.onChange({ recipe, tags: work.tags });
    else props.onChange({ ...work, text: next });
  };
  const known = places ?? props.faults;
  const faults = [...known, ...props.saveFaults.filter((s) => !known.some((f) => f.path === s.path && f.message === s.message))];
  return (
    <div>
      <Editor language="json" label="Recipe as JSON" value={text} onChange={change} faults={faults} readOnly={props.readOnly} tall />
      <FaultLines faults={faults.map((f) => ({ ...f, message: f.path ? `${f.path}: ${f.message}` : f.message }))} />
    </div>
  );
}

/** The faults of a text with their lines and columns. */
function usePlaces(text: string): Fault[] | undefined {
  const settled = useSettled(text, 250);
  const [places, setPlaces] = useState<Fault[]>();
  useEffect(() => {
    let current = true;
    api.checkText(settled).then(
      (c) => current && setPlaces(c.faults ?? []),
      (e: unknown) => current && setPlaces(refused(e).refusal.faults ?? undefined),
    );
    return () => {
      current = false;
    };
  }, [settled]);
  return places;
}
