// The parts of the set's schema that the form of a recipe is made of.
import { isObject, type Action, type JsonObject } from "./recipe";
import { holds, members, memberSchema, options, resolve, type Member } from "./schema";

export interface RecipeSchema {
  /** The members that go with what the trigger is on. */
  trigger: (trigger: JsonObject) => Member[];
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
    trigger: (t) => fitting(trigger, root, t),
    kinds: options(memberSchema(action, root, {} as JsonObject, "do"), root),
    action: (a) => members(action, root, a).filter((m) => m.name !== "do" && m.name !== "with"),
    with: (a) => members(memberSchema(action, root, a, "with"), root, a.with ?? {}),
  };
}

/** The members of an object that go with what is set: those whose dependent schema does not hold are left out, unless set. */
function fitting(schema: JsonObject, root: JsonObject, value: JsonObject): Member[] {
  const depends = isObject(schema.dependentSchemas) ? schema.dependentSchemas : {};
  return members(schema, root, value).filter((m) => value[m.name] !== undefined || holds(depends[m.name], root, value));
}
