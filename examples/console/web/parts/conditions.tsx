// A tree of conditions, by react-querybuilder.
import { useMemo, useState } from "react";
import {
  isOptionGroupArray,
  QueryBuilder,
  type ActionProps,
  type Field as QueryField,
  type FullOption,
  type RuleGroupType,
  type RuleType,
  type ValueEditorProps,
  type ValueSelectorProps,
} from "react-querybuilder";
import type { HelpField, HelpOperator } from "../api";
import { useHost } from "../session";
import { same } from "../json";
import type { Cond } from "../recipe";
import { pathOf, placesOf, queryFrom, treeFrom } from "../tree";
import { FaultLines, useFaults } from "./field";
import { Icon } from "./icon";
import { Tokens, type Token } from "./tokens";

const plain: Record<string, string> = {
  is: "is one of",
  is_not: "is none of",
  contains_any: "has any of the words",
  contains_all: "has all the words",
  contains_none: "has none of the words",
  contains_text: "has the text",
  starts_with: "begins with",
  ends_with: "ends with",
  is_text: "is the text",
  matches: "matches the pattern",
  has_all: "has all of",
  gt: "is above",
  gte: "is at least",
  lt: "is below",
  lte: "is at most",
  between: "is between",
  older_than: "is older than",
  newer_than: "is newer than",
  changed: "changed",
  changed_from: "changed from",
  changed_to: "changed to",
  exists: "is there",
  not_exists: "is missing",
};

/** Whether an operator compares values of a field; fields of unknown type go with every operator. */
function goesWith(o: HelpOperator, field: HelpField | undefined): boolean {
  if (!o.takes || !field || field.type === "an object") return true;
  const takes = o.takes.split(/,| and /).map((t) => t.trim());
  switch (field.type) {
    case "text":
      return takes.some((t) => t === "text" || t === "single values" || (t === "ordered words" && !!field.words));
    case "a list":
      return takes.some((t) => t.startsWith("lists"));
    case "a number":
      return takes.some((t) => t === "numbers" || t === "single values");
    case "a time":
      return takes.some((t) => t === "times" || t === "single values");
    case "true or false":
      return takes.includes("single values");
  }
  return true;
}

/** The operators that go with a field. */
function operatorsFor(field: HelpField | undefined, all: HelpOperator[]): FullOption[] {
  return all
    .filter((o) => goesWith(o, field))
    .map((o) => ({ name: o.name, value: o.name, label: plain[o.name] ?? o.name.replaceAll("_", " ") }));
}

function Values(props: ValueEditorProps) {
  const { help } = useHost();
  const field = help.fields.find((f) => f.name === props.field);
  const faults = useFaults(pathOf((props.context as { query: RuleGroupType }).query, props.path, "filter"));
  const none = ["exists", "not_exists", "changed"].includes(props.operator) && !(Array.isArray(props.value) && props.value.length);
  const numeric = field?.type === "a number";
  const tokens = none ? null : (
    <Tokens
      value={Array.isArray(props.value) ? (props.value as Token[]) : []}
      onChange={props.handleOnChange}
      label={`Values of ${props.field}`}
      suggestions={field?.words ?? undefined}
      commas={props.operator === "matches"}
      placeholder={["older_than", "newer_than"].includes(props.operator) ? "2d" : numeric ? "a number" : "type, then Enter"}
      read={numeric ? (text) => (Number.isFinite(Number(text)) ? Number(text) : text) : undefined}
    />
  );
  return (
    <div className={`rule-values${faults.length ? " field-bad" : ""}`}>
      {tokens}
      <FaultLines faults={faults} />
    </div>
  );
}

function Select(props: ValueSelectorProps) {
  const options = isOptionGroupArray(props.options) ? props.options.flatMap((g) => g.options) : props.options;
  return (
    <select
      className={props.className}
      aria-label={props.title}
      title={props.value}
      value={props.value}
      disabled={props.disabled}
      onChange={(e) => props.handleOnChange(e.target.value)}
    >
      {(options as { name: string; label: string }[]).map((o) => (
        <option key={o.name} value={o.name}>
          {o.label}
        </option>
      ))}
    </select>
  );
}

function Button({ handleOnClick, label, title, className }: ActionProps) {
  const remove = className?.includes("remove");
  return (
    <button type="button" className={className} title={title} aria-label={title} onClick={(e) => handleOnClick(e)}>
      {remove ? <Icon name="close" /> : label}
    </button>
  );
}

const controls = {
  fieldSelector: Select,
  operatorSelector: Select,
  combinatorSelector: Select,
  valueEditor: Values,
  addRuleAction: Button,
  addGroupAction: Button,
  removeRuleAction: Button,
  removeGroupAction: Button,
};
const combinators = [
  { name: "and", value: "and", label: "All of these" },
  { name: "or", value: "or", label: "Any of these" },
];
const translations = {
  fields: { title: "Field", placeholderName: "", placeholderLabel: "Choose a field" },
  operators: { title: "Test", placeholderName: "", placeholderLabel: "Choose a test" },
  combinators: { title: "How the conditions go together" },
  notToggle: { title: "None of it: turns this group round", label: "Not" },
  addRule: { title: "Add a condition", label: "Add a condition" },
  addGroup: { title: "Add a group of conditions", label: "Add a group" },
  removeRule: { title: "Remove this condition", label: "×" },
  removeGroup: { title: "Remove this group", label: "×" },
};

export function Conditions(props: { tree: Cond | null; onChange: (tree: Cond | null) => void }) {
  const { help } = useHost();
  const [query, setQuery] = useState<RuleGroupType>(() => queryFrom(props.tree));
  // A tree from elsewhere (undo, text, another's change) replaces what is shown; the query's own does not.
  const shown = useMemo(() => treeFrom(query), [query]);
  const [given, setGiven] = useState(props.tree);
  if (!same(given, props.tree)) {
    setGiven(props.tree);
    if (!same(props.tree, shown)) setQuery(queryFrom(props.tree));
  }
  const fields = useMemo<QueryField[]>(() => {
    const used = new Set<string>();
    collect(query, used);
    const known = help.fields.filter((f) => f.type !== "an object" || used.has(f.name));
    const all = known.map((f) => ({ name: f.name, value: f.name, label: f.name }));
    for (const name of used) if (name && !all.some((f) => f.name === name)) all.push({ name, value: name, label: name });
    return all.sort((a, b) => a.name.localeCompare(b.name));
  }, [help, query]);
  const operators = (name: string, used?: string): FullOption[] => {
    const found = operatorsFor(help.fields.find((f) => f.name === name), help.operators);
    if (used && !found.some((o) => o.name === used)) found.push({ name: used, value: used, label: plain[used] ?? used });
    return found;
  };
  const faults = useFaults("filter");
  const paths = placesOf(query).map((p) => pathOf(query, p, "filter"));
  const elsewhere = faults.filter((f) => !paths.some((p) => f.path === p || f.path?.startsWith(p + ".") || f.path?.startsWith(p + "[")));
  return (
    <div className="conditions">
      <QueryBuilder
        fields={fields}
        query={query}
        onQueryChange={(q) => {
          setQuery(q as RuleGroupType);
          const next = treeFrom(q as RuleGroupType);
          if (!same(next, shown)) props.onChange(next);
        }}
        getOperators={(name) => operators(name)}
        getDefaultField={() => "mention.content"}
        getDefaultOperator={(name) => operators(name).find((o) => o.name === "contains_any" || o.name === "is")?.name ?? "is"}
        getDefaultValue={() => []}
        resetOnFieldChange={false}
        controlElements={controls}
        combinators={combinators}
        translations={translations}
        showNotToggle
        listsAsArrays
        context={{ query }}
      />
      <FaultLines faults={elsewhere} />
    </div>
  );
}

function collect(g: RuleGroupType, into: Set<string>): void {
  for (const r of g.rules) {
    if (typeof r === "string") continue;
    if ("rules" in r) collect(r as RuleGroupType, into);
    else into.add((r as RuleType).field);
  }
}
