// A recipe as JSON, and which recipes the form can show. The form changes members and leaves all others as they are, so that
// nothing is lost that it does not know.
import { isRaw } from "./json";

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [member: string]: Json | undefined;
}

export interface HoursRef {
  calendar: string;
  when: "during" | "outside";
}

export interface Action extends JsonObject {
  id?: string;
  do: string;
  with?: JsonObject;
}

/** A filter: an expression, the name of a saved one, or a tree of conditions. */
export type Filter = string | { saved: string } | Cond;

export interface Cond {
  all?: Cond[];
  any?: Cond[];
  not?: Cond;
  field?: string;
  op?: string;
  values?: (string | number | boolean)[];
}

export interface Recipe {
  id: string;
  name: string;
  owner?: string;
  enabled: boolean;
  shadow?: boolean;
  stop?: boolean;
  trigger: JsonObject;
  filter?: Filter;
  hours?: HoursRef;
  actions: Action[];
  [member: string]: unknown;
}

export type State = "on" | "off" | "shadow";

export function stateOf(r: { enabled: boolean; shadow?: boolean }): State {
  if (!r.enabled) return "off";
  return r.shadow ? "shadow" : "on";
}

export function withState(r: Recipe, state: State): Recipe {
  const next: Recipe = { ...r, enabled: state !== "off" };
  if (state === "shadow") next.shadow = true;
  else delete next.shadow;
  return next;
}

const members = new Set(["id", "name", "owner", "enabled", "enabled_at", "trigger", "filter", "hours", "shadow", "stop", "actions"]);
const actionMembers = new Set([
  "id", "do", "with", "after", "at", "in", "from", "hours", "unless", "repeat", "limit", "to_automatic", "on_error",
]);

export function isObject(v: unknown): v is JsonObject {
  return typeof v === "object" && v !== null && !Array.isArray(v);
}

/** Says why the form cannot show a recipe, or returns an empty text when it can. */
export function formProblem(r: unknown): string {
  if (!isObject(r)) return "A recipe is an object in braces.";
  for (const member of Object.keys(r)) {
    if (!members.has(member)) return `The form has no place for “${member}”.`;
  }
  for (const member of ["id", "name", "owner"]) {
    if (r[member] !== undefined && typeof r[member] !== "string") return `“${member}” is not a text.`;
  }
  for (const member of ["enabled", "shadow", "stop"]) {
    if (r[member] !== undefined && typeof r[member] !== "boolean") return `“${member}” is neither true nor false.`;
  }
  if (!isObject(r.trigger)) return "“trigger” is not an object.";
  if (r.hours !== undefined && !isHours(r.hours)) return "“hours” is not a calendar with “during” or “outside”.";
  if (!Array.isArray(r.actions)) return "“actions” is not a list.";
  for (const [i, a] of r.actions.entries()) {
    const problem = actionProblem(a, `actions[${i}]`);
    if (problem) return problem;
  }
  return rawProblem(r, "");
}

function actionProblem(a: unknown, path: string): string {
  if (!isObject(a)) return `“${path}” is not an object.`;
  if (typeof a.do !== "string") return `“${path}.do” is not a text.`;
  for (const member of Object.keys(a)) {
    if (!actionMembers.has(member)) return `The form has no place for “${path}.${member}”.`;
  }
  if (a.with !== undefined && !isObject(a.with)) return `“${path}.with” is not an object.`;
  if (a.hours !== undefined && !isHours(a.hours)) return `“${path}.hours” is not a calendar with “during” or “outside”.`;
  return "";
}

function isHours(v: unknown): boolean {
  return isObject(v) && typeof v.calendar === "string" && (v.when === "during" || v.when === "outside") && Object.keys(v).length === 2;
}

/** Finds a number that the form cannot hold. */
function rawProblem(v: unknown, path: string): string {
  if (isRaw(v)) return `“${path}” is a number of more digits than the form can hold.`;
  if (Array.isArray(v)) {
    for (const [i, e] of v.entries()) {
      const problem = rawProblem(e, `${path}[${i}]`);
      if (problem) return problem;
    }
  } else if (isObject(v)) {
    for (const [member, e] of Object.entries(v)) {
      const problem = rawProblem(e, path ? `${path}.${member}` : member);
      if (problem) return problem;
    }
  }
  return "";
}

/** Makes an id of a name: "Close quiet cases" is "close-quiet-cases". */
export function idFrom(name: string): string {
  const ascii = name.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  return ascii.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60);
}

export function emptyRecipe(): Recipe {
  return { id: "", name: "", enabled: false, trigger: { on: "new_item", all_topics: true }, actions: [] };
}
