// The parts of the set's schema that the form of a recipe is made of.
import type { Action, JsonObject, Recipe } from "./recipe";
import { members, memberSchema, options, resolve, type Member } from "./schema";

export interface RecipeSchema {
  triggers: (trigger: JsonObject) => Member[];
  kinds: { value: string; doc: string }[];
  /** The members of an action beside do and with. */
  action: (a: Action) => Member[];
  with: (a: Action) => Member[];
}

/** Finds them in the schema of a set. */
export function recipeSchema(root: JsonObject): RecipeSchema {
  const list = memberSchema(root, root, {}, "recipes");
  const recipe = resolve(list.items, root);
  const trigger = memberSchema(recipe, root, {}, "trigger");
  const action = resolve(memberSchema(recipe, root, {}, "actions").items, root);
  return {
    triggers: (t) => members(trigger, root, t),
    kinds: options(memberSchema(action, root, {} as JsonObject, "do"), root),
    action: (a) => members(action, root, a).filter((m) => m.name !== "do" && m.name !== "with"),
    with: (a) => members(memberSchema(action, root, a, "with"), root, a.with ?? {}),
  };
}

/** Members of a trigger that go with what it is on; the others are shown only when they are set. */
export function triggerMembers(all: Member[], recipe: Recipe): Member[] {
  const on = [recipe.trigger.on].flat().map(String);
  const some = (...kinds: string[]) => on.some((o) => kinds.includes(o));
  const goes: Record<string, boolean> = {
    tag: some("case_tag_added", "case_tag_removed"),
    status: some("case_status_changed"),
    source: some("record"),
    object: some("record"),
    poll: some("poll"),
    times: some("schedule"),
    days: some("schedule"),
    zone: some("schedule"),
    calendar: some("schedule"),
    each: some("schedule"),
    topics: !some("record", "poll"),
    all_topics: !some("record", "poll"),
    by: !some("poll", "schedule"),
    types: some("new_item", "case_mention", "mention_updated"),
  };
  return all.filter((m) => m.name === "on" || (goes[m.name] ?? true) || recipe.trigger[m.name] !== undefined);
}
