// Condition trees as react-querybuilder edits them, and back. What a tree says beyond a group's list of rules is kept in
// members of the group, so that an unchanged tree comes back as it was.
import type { RuleGroupType, RuleType } from "react-querybuilder";
import type { Cond } from "./recipe";

interface Group extends RuleGroupType<RuleType, string> {
  /** The group is its only rule: a tree of one condition has no list around it. */
  bare?: boolean;
}

/** Says why the form cannot show a tree, or returns an empty text. */
export function treeProblem(c: unknown, depth = 0): string {
  if (typeof c !== "object" || c === null || Array.isArray(c)) return "a condition is not an object";
  if (depth > 64) return "conditions nest deeper than 64";
  const cond = c as Record<string, unknown>;
  const kinds = ["all", "any", "not", "field"].filter((k) => cond[k] !== undefined);
  if (kinds.length !== 1) return "a condition has exactly one of “all”, “any”, “not” and “field”";
  const known = kinds[0] === "field" ? ["field", "op", "values"] : kinds;
  const other = Object.keys(cond).find((k) => !known.includes(k));
  if (other) return `the form has no place for “${other}”`;
  if (kinds[0] === "field") {
    if (typeof cond.field !== "string" || typeof cond.op !== "string") return "“field” or “op” is not a text";
    const values = cond.values;
    if (values !== undefined && (!Array.isArray(values) || values.some((v) => !["string", "number", "boolean"].includes(typeof v)))) {
      return "“values” is not a list of texts, numbers, true and false";
    }
    return "";
  }
  if (kinds[0] === "not") return treeProblem(cond.not, depth + 1);
  const list = cond[kinds[0]!];
  if (!Array.isArray(list) || list.length === 0) return `“${kinds[0]}” is not a list of conditions`;
  return list.map((e) => treeProblem(e, depth + 1)).find(Boolean) ?? "";
}

function ruleFrom(c: Cond): RuleType {
  return { field: c.field ?? "", operator: c.op ?? "", value: c.values ?? [] };
}

function groupFrom(c: Cond): Group {
  if (c.not) {
    const inner = c.not;
    if (inner.all || inner.any) return { ...groupFrom(inner), not: true };
    return { combinator: "and", not: true, bare: true, rules: [nodeFrom(inner)] };
  }
  if (c.any) return { combinator: "or", rules: c.any.map(nodeFrom) };
  if (c.all) return { combinator: "and", rules: c.all.map(nodeFrom) };
  return { combinator: "and", bare: true, rules: [ruleFrom(c)] };
}

function nodeFrom(c: Cond): RuleType | Group {
  return c.field !== undefined ? ruleFrom(c) : groupFrom(c);
}

/** Makes the query of a tree. */
export function queryFrom(c: Cond | null): RuleGroupType {
  return c ? groupFrom(c) : { combinator: "and", rules: [] };
}

function condFrom(n: RuleType | Group): Cond {
  if (!("rules" in n)) {
    const values = Array.isArray(n.value) ? n.value : [];
    const cond: Cond = { field: n.field, op: n.operator };
    return values.length ? { ...cond, values } : cond;
  }
  const rules = n.rules.map((r) => condFrom(r as RuleType | Group));
  const only = n.bare && rules.length === 1 ? rules[0]! : undefined;
  const plain: Cond = only ?? (n.combinator === "or" ? { any: rules } : { all: rules });
  return n.not ? { not: plain } : plain;
}

/** Makes the tree of a query: null when it has no condition. Groups without any condition are left out. */
export function treeFrom(query: RuleGroupType): Cond | null {
  const pruned = prune(query as Group);
  return pruned ? condFrom(pruned) : null;
}

/** The path of a rule, given by its places in the groups, as the faults of a recipe name it: "filter.not.all[0]". */
export function pathOf(query: RuleGroupType, places: number[], from: string): string {
  let path = from;
  let g = query as Group;
  for (const place of places) {
    if (g.not) path += ".not";
    const only = g.bare && g.rules.length === 1;
    if (!only) path += `.${g.combinator === "or" ? "any" : "all"}[${place}]`;
    const next = g.rules[place];
    if (typeof next !== "object" || !("rules" in next)) break;
    g = next as Group;
  }
  return path;
}

/** The places of all rules of a query. */
export function placesOf(query: RuleGroupType, at: number[] = []): number[][] {
  return query.rules.flatMap((r, i) => {
    if (typeof r === "string") return [];
    return "rules" in r ? placesOf(r as RuleGroupType, [...at, i]) : [[...at, i]];
  });
}

function prune(g: Group): Group | null {
  const rules = g.rules
    .map((r) => (typeof r === "object" && "rules" in r ? prune(r as Group) : (r as RuleType)))
    .filter((r): r is RuleType | Group => r !== null);
  return rules.length ? { ...g, rules } : null;
}
