// The desk's calls, typed, and what goes wrong with them.
import { parse } from "./json";
import type { Cond, Json, JsonObject, Recipe, State } from "./recipe";
import { transport } from "#transport";

export interface Fault {
  recipe?: string;
  /** Where it is in the recipe. */
  path?: string;
  /** Where it is in what was sent: "recipe.actions[0].do". */
  document?: string;
  /** Where it is in the text that was checked, from 1. */
  line?: number;
  column?: number;
  /** Where it is in an expression, from 1, when the fault is in one. */
  text_line?: number;
  text_column?: number;
  message: string;
}

export interface Session {
  user: { id: string; name: string };
  may: { edit: boolean; operate: boolean };
  title: string;
  playground: boolean;
  now: string;
}

export interface Row {
  id: string;
  name: string;
  owner?: string;
  enabled: boolean;
  shadow: boolean;
  stop: boolean;
  tags: string[] | null;
  on: string | string[];
  summary: string;
  last_run?: string;
  runs_24h: number;
  errors_24h: number;
  /** Why it does not run although it is on: the host lost what it needs. */
  fault?: string;
  may_edit: boolean;
}

export interface Opened {
  version: number;
  recipe: Recipe;
  tags: string[] | null;
  describe: string;
  tree: Cond | null;
  no_tree?: string;
  may_edit?: boolean;
}

export interface HelpField {
  name: string;
  /** "text", "a list", "a number", "a time", "true or false", "an object". */
  type: string;
  /** The words of a closed list, in order. */
  words: string[] | null;
}

export interface HelpOperator {
  name: string;
  /** What it compares: "text and lists of text"; empty means everything. */
  takes: string;
  doc: string;
  example: string;
}

export interface Help {
  fields: HelpField[];
  operators: HelpOperator[];
  calendars: string[];
  filters: string[];
}

export interface Completion {
  from: number;
  to: number;
  items: { label: string; kind?: string; detail?: string; insert?: string }[] | null;
}

export interface WeekHours {
  calendar: string;
  when: "during" | "outside";
  zone: string;
  days: { date: string; day: string; open: { from: number; until: number }[] | null }[];
}

export interface Check {
  faults: Fault[] | null;
  warnings: (Fault | string)[] | null;
  describe: string;
  tree: Cond | null;
  no_tree?: string;
  text?: string;
  hours?: WeekHours | null;
}

export interface FilterAnswer {
  text: string;
  tree: Cond | null;
  no_tree?: string;
  describe: string;
  faults: Fault[] | null;
}

export interface TriedAction {
  do: string;
  id?: string;
  after?: string;
  at?: string;
  message?: string;
  outcome?: string;
  reason?: string;
  error?: string;
  with?: JsonObject;
}

export interface TriedRun {
  event: string;
  case?: string;
  at: string;
  from?: string;
  text?: string;
  actions: TriedAction[] | null;
}

export interface Tried {
  events: number;
  runs: number;
  now: TriedRun[] | null;
  newly: string[] | null;
  no_longer: (string | TriedRun)[] | null;
  refused?: Fault[] | null;
}

export interface Timeline {
  case: string;
  events: { id: string; at: string; kind: string; text?: string; by?: string; party?: string }[] | null;
  waits: {
    recipe: string;
    name?: string;
    message?: string;
    action: string;
    do: string;
    from: string;
    until: string;
    outcome?: string;
    reason?: string;
  }[] | null;
  closed: { from: string; until: string }[] | null;
}

export interface Backtest {
  newly: number;
  no_longer: number;
  limit: number;
  actions?: Record<string, number> | null;
}

export interface Revision {
  version: number;
  by: string;
  at: string;
  changes: string[] | null;
}

export interface CaseRow {
  id: string;
  subject?: string;
  last: string;
  events: number;
}

export interface Decision {
  recipe: string;
  name: string;
  outcome: string;
  reason?: string;
  why?: string;
  tests?: { text: string; saw?: Json; holds: boolean }[] | null;
  flips?: { test: string; value: Json }[][] | null;
  actions?: { id?: string; do: string; outcome?: string; reason?: string; due?: string; error?: string }[] | null;
  error?: string;
  /** Whether it is from the history; otherwise it is what the recipe as it is now would decide. */
  recorded?: boolean;
}

export interface CaseHistory {
  case: string;
  events: { id: string; at: string; kind: string; by?: string; party?: string; text?: string; decisions: Decision[] | null; left_out?: number }[] | null;
}

export interface Waiting {
  key: string;
  recipe: string;
  name?: string;
  action: string;
  do: string;
  due: string;
  since?: string;
  case?: string;
  text?: string;
}

export interface Dead {
  key: string;
  recipe: string;
  name?: string;
  item?: { kind: string; id: string } | null;
  action: string;
  do: string;
  error: string;
  at: string;
  tries: number;
}

export interface Plan {
  plan: string;
  add: { id: string; name: string; renamed_from?: string }[] | null;
  missing_secrets?: string[] | null;
  notes?: string[] | null;
  diff?: string[] | null;
  faults?: Fault[] | null;
}

export interface Saved {
  version: number;
}

/** The members of an answer that is not 200. */
export interface Refusal {
  error?: string;
  faults?: Fault[] | null;
  version?: number;
  by?: string;
  at?: string;
  changes?: string[] | null;
  theirs?: Recipe | null;
  diff?: string[] | null;
  backtest?: Backtest | null;
}

/** An answer that is not 200; status is 0 when nothing answered. */
export class Refused extends Error {
  readonly status: number;
  readonly refusal: Refusal;
  constructor(status: number, refusal: Refusal) {
    super(refusal.error || words(status));
    this.status = status;
    this.refusal = refusal;
  }
  /** Whether it is no fault of what was sent: it may be sent again as it is. */
  get passing(): boolean {
    return this.status === 0 || this.status === 401 || this.status === 429 || this.status >= 500;
  }
}

function words(status: number): string {
  switch (status) {
    case 0:
      return "The server does not answer. Check the connection, then try again.";
    case 401:
      return "Your session has ended. Sign in again in another tab, then try again here.";
    case 403:
      return "You may not do this.";
    case 404:
      return "It is not there any more.";
    case 413:
      return "This is too large.";
    case 503:
      return "The store is down. Try again in a moment.";
  }
  return `The server answered ${status}.`;
}

async function call<T>(method: string, path: string, body?: Uint8Array<ArrayBuffer>, type?: string): Promise<T> {
  const bytes = await answerOf(method, path, body, type);
  try {
    return parse(new TextDecoder().decode(bytes)) as T;
  } catch {
    throw new Refused(502, { error: "The server's answer is not JSON." });
  }
}

async function answerOf(method: string, path: string, body?: Uint8Array<ArrayBuffer>, type?: string): Promise<Uint8Array<ArrayBuffer>> {
  let answer;
  try {
    answer = await transport(method, path, body, type);
  } catch {
    throw new Refused(0, {});
  }
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  let refusal: Refusal = {};
  try {
    const told = parse(new TextDecoder().decode(answer.body));
    if (typeof told === "object" && told !== null) refusal = told as Refusal;
  } catch {
    // An answer of somebody between: its status says enough.
  }
  throw new Refused(answer.status, refusal);
}

const get = <T>(path: string) => call<T>("GET", path);
const post = <T>(path: string, body: unknown) => call<T>("POST", path, new TextEncoder().encode(JSON.stringify(body)));
const q = encodeURIComponent;

export interface SaveRequest {
  version: number;
  recipe?: Recipe;
  remove?: string;
  set?: unknown;
  tags?: string[];
  confirmed?: boolean;
}

export const api = {
  session: () => get<Session>("api/session"),
  recipes: () => get<{ version: number; recipes: Row[] | null }>("api/recipes"),
  set: () => get<{ version: number; set: unknown; tags: Record<string, string[]> | null }>("api/set"),
  recipe: (id: string) => get<Opened>(`api/recipes/${q(id)}`),
  schema: () => get<JsonObject>("api/schema"),
  help: () => get<Help>("api/help"),
  complete: (text: string, offset: number) => post<Completion>("api/complete", { text, offset }),
  check: (recipe: unknown) => post<Check>("api/check", { recipe }),
  checkText: (text: string) => post<Check>("api/check", { text }),
  filterFromText: (text: string) => post<FilterAnswer>("api/filter", { text }),
  filterFromTree: (tree: Cond) => post<FilterAnswer>("api/filter", { tree }),
  try: (recipe: Recipe, tags: string[], events: number) => post<Tried>("api/try", { recipe, tags, events }),
  timeline: (id: string, recipe?: Recipe) => post<Timeline>("api/timeline", { case: id, recipe }),
  save: (r: SaveRequest) => post<Saved>("api/save", r),
  state: (version: number, id: string, state: State, confirmed: boolean) =>
    post<Saved>("api/state", { version, id, state, confirmed }),
  order: (version: number, ids: string[]) => post<Saved>("api/order", { version, ids }),
  revisions: (id?: string) => get<{ revisions: Revision[] | null }>(id ? `api/revisions?id=${q(id)}` : "api/revisions"),
  restore: (version: number, to: number, id: string | undefined, confirmed: boolean) =>
    post<Saved>("api/restore", { version, to, id, confirmed }),
  cases: (text: string) => get<{ cases: CaseRow[] | null }>(`api/cases?q=${q(text)}`),
  case: (id: string) => get<CaseHistory>(`api/cases/${q(id)}`),
  waiting: () => get<{ waiting: Waiting[] | null }>("api/waiting"),
  cancelWait: (key: string) => post<unknown>("api/waiting/cancel", { key }),
  dead: (after: string) => get<{ dead: Dead[] | null; next?: string }>(`api/dead?after=${q(after)}`),
  retryDead: (key: string) => post<unknown>("api/dead/retry", { key }),
  discardDead: (key: string) => post<unknown>("api/dead/discard", { key }),
  export: (ids: string[]) => answerOf("GET", `api/export${ids.length ? "?" + ids.map((id) => `id=${q(id)}`).join("&") : ""}`),
  importPlan: (zip: Uint8Array<ArrayBuffer>) => call<Plan>("POST", "api/import/plan", zip, "application/zip"),
  importApply: (plan: string, version: number, confirmed: boolean) =>
    post<Saved>("api/import/apply", { plan, version, confirmed }),
  /** The set and the events that the playground began with, the events as lines of JSON. */
  sample: () => get<{ set: unknown; events: string }>("api/sample"),
  /** What the replay of them prints, as lines of JSON. */
  replay: async () => new TextDecoder().decode(await answerOf("GET", "api/replay")),
  /** Starts the playground anew. Both are JSON texts, which are sent as they are. */
  play: (set: string, events: string[]) =>
    call<unknown>("POST", "api/start", new TextEncoder().encode(`{"set":${set},"events":[${events.join(",")}]}`)),
};
