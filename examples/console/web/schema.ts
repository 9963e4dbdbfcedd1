// What the form needs of a JSON Schema (2020-12): which control each member has.
import { isObject, type Json, type JsonObject } from "./recipe";

export type Shape =
  | { kind: "choice"; options: { value: string; doc: string }[] }
  | { kind: "boolean" }
  | { kind: "number"; integer: boolean }
  | { kind: "text"; long: boolean; options: { value: string; doc: string }[] }
  | { kind: "texts"; options: { value: string; doc: string }[]; single: boolean }
  | { kind: "map" }
  | { kind: "object"; members: Member[] }
  | { kind: "objects"; item: Member[] }
  | { kind: "json" };

export interface Member {
  name: string;
  doc: string;
  required: boolean;
  shape: Shape;
}

const longTexts = new Set(["message", "text", "body", "content", "note"]);

/** Follows references within the document. */
export function resolve(schema: Json | undefined, root: JsonObject): JsonObject {
  let s = isObject(schema) ? schema : {};
  for (let n = 0; n < 20 && typeof s.$ref === "string"; n++) {
    const { $ref, ...rest } = s;
    s = { ...at(root, $ref as string), ...rest };
  }
  return s;
}

function at(root: JsonObject, ref: string): JsonObject {
  let v: Json | undefined = root;
  for (const part of ref.replace(/^#\/?/, "").split("/").filter(Boolean)) {
    const name = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    v = isObject(v) ? v[name] : Array.isArray(v) ? v[Number(name)] : undefined;
  }
  return isObject(v) ? v : {};
}

function list(v: Json | undefined): Json[] {
  return Array.isArray(v) ? v : [];
}

function textOf(v: Json | undefined): string {
  return typeof v === "string" ? v : "";
}

/** The members of an object, those of its conditional parts that hold for value among them. */
export function members(schema: Json | undefined, root: JsonObject, value?: JsonObject): Member[] {
  const s = resolve(schema, root);
  const found = new Map<string, { schema: Json | undefined; required: boolean }>();
  gather(s, root, value ?? {}, found);
  const all = [...found].map(([name, m]) => {
    const r = resolve(m.schema, root);
    return { name, doc: textOf(r.description), required: m.required, shape: shape(r, root, name) };
  });
  return all.sort((a, b) => rank(a) - rank(b));
}

// Members in the order in which people think of them; the others come after these, as they are.
const order = (
  "on tag status source object poll times days zone calendar each topics all_topics by types " +
  "to message survey flow subject text cards images users teams pick tags property value how url method target channel after unless at in from"
).split(" ");

function rank(m: Member): number {
  const i = order.indexOf(m.name);
  return i < 0 ? order.length : i;
}

/** The schema of one member of a value, as its conditional parts sharpen it. */
export function memberSchema(schema: Json | undefined, root: JsonObject, value: JsonObject, name: string): JsonObject {
  const found = new Map<string, { schema: Json | undefined; required: boolean }>();
  gather(resolve(schema, root), root, value, found);
  return resolve(found.get(name)?.schema, root);
}

function gather(s: JsonObject, root: JsonObject, value: JsonObject, into: Map<string, { schema: Json | undefined; required: boolean }>): void {
  for (const [name, schema] of Object.entries(isObject(s.properties) ? s.properties : {})) {
    const old = into.get(name);
    const sharper = !old || !isObject(old.schema) || Object.keys(old.schema).length < 2 || (isObject(schema) && ("$ref" in schema || "type" in schema));
    if (old && isObject(schema) && schema.const === false) into.delete(name); // it may not be set here
    else if (schema !== false) into.set(name, { schema: sharper && schema !== true ? schema : old?.schema, required: old?.required ?? false });
  }
  for (const name of list(s.required)) {
    const old = into.get(String(name));
    if (old) old.required = true;
  }
  for (const part of list(s.allOf)) {
    const p = resolve(part, root);
    if (isObject(p.if)) {
      const branch = holds(p.if, root, value) ? p.then : p.else;
      if (branch !== undefined) gather(resolve(branch, root), root, value, into);
    } else gather(p, root, value, into);
  }
  for (const part of [...list(s.oneOf), ...list(s.anyOf)]) {
    const p = resolve(part, root);
    if (!isObject(p.properties)) continue;
    const fixed = constants(p.properties, root);
    if (Object.keys(fixed).length > 0 && holds({ properties: fixed }, root, value)) gather(p, root, value, into);
  }
}

/** The members that a branch of alternatives fixes: {"do": {"const": "resolve"}}. */
function constants(properties: JsonObject, root: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(properties).filter(([, p]) => "const" in resolve(p, root)));
}

/** Whether the tests of an "if" that the form knows hold for a value. */
export function holds(test: Json | undefined, root: JsonObject, value: Json | undefined): boolean {
  if (test === true || test === undefined) return true;
  if (test === false) return false;
  const t = resolve(test, root);
  if ("const" in t && JSON.stringify(t.const) !== JSON.stringify(value)) return false;
  if (Array.isArray(t.enum) && !t.enum.some((e) => JSON.stringify(e) === JSON.stringify(value))) return false;
  if (typeof t.type === "string" && !hasType(value, t.type)) return false;
  if (typeof t.pattern === "string" && typeof value === "string" && !new RegExp(t.pattern, "u").test(value)) return false;
  if (t.contains !== undefined && !(Array.isArray(value) && value.some((e) => holds(t.contains, root, e)))) return false;
  if (t.not !== undefined && holds(t.not, root, value)) return false;
  if (Array.isArray(t.anyOf) && !t.anyOf.some((p) => holds(p, root, value))) return false;
  if (Array.isArray(t.oneOf) && !t.oneOf.some((p) => holds(p, root, value))) return false;
  if (Array.isArray(t.allOf) && !t.allOf.every((p) => holds(p, root, value))) return false;
  if (isObject(value)) {
    if (list(t.required).some((name) => value[String(name)] === undefined)) return false;
    for (const [name, p] of Object.entries(isObject(t.properties) ? t.properties : {})) {
      if (value[name] !== undefined && !holds(p, root, value[name])) return false;
    }
  }
  return true;
}

function hasType(value: Json | undefined, type: string): boolean {
  switch (type) {
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    case "integer":
      return Number.isInteger(value);
    case "null":
      return value === null;
  }
  return typeof value === type;
}

/** The texts that a schema allows, each with what it means. */
export function options(schema: JsonObject, root: JsonObject): { value: string; doc: string }[] {
  if (Array.isArray(schema.enum)) return schema.enum.filter((v) => typeof v === "string").map((value) => ({ value: value as string, doc: "" }));
  const found: { value: string; doc: string }[] = [];
  for (const part of [...list(schema.oneOf), ...list(schema.anyOf)]) {
    const p = resolve(part, root);
    if (typeof p.const === "string") found.push({ value: p.const, doc: textOf(p.description) || textOf(p.title) });
    else if (Array.isArray(p.enum)) found.push(...options(p, root));
  }
  return found;
}

function shape(s: JsonObject, root: JsonObject, name: string): Shape {
  const alternatives = [...list(s.oneOf), ...list(s.anyOf)].map((p) => resolve(p, root));
  const arrayOf = s.type === "array" ? s : alternatives.find((p) => p.type === "array");
  if (arrayOf) {
    const item = resolve(arrayOf.items, root);
    if (isText(item, root)) return { kind: "texts", options: options(item, root), single: alternatives.some((p) => isText(p, root)) };
    if (isObject(item.properties)) return { kind: "objects", item: members(item, root) };
    return { kind: "json" };
  }
  const choices = options(s, root);
  if (choices.length && alternatives.every((p) => typeof p.const === "string" || Array.isArray(p.enum))) return { kind: "choice", options: choices };
  switch (s.type) {
    case "boolean":
      return { kind: "boolean" };
    case "integer":
    case "number":
      return { kind: "number", integer: s.type === "integer" };
    case "string":
      return { kind: "text", long: longTexts.has(name), options: [] };
    case "object":
      if (isObject(s.properties) && Object.keys(s.properties).length) return { kind: "object", members: members(s, root) };
      if (isObject(s.additionalProperties) && isText(resolve(s.additionalProperties, root), root)) return { kind: "map" };
  }
  if (alternatives.length && alternatives.some((p) => isText(p, root))) return { kind: "text", long: longTexts.has(name), options: alternatives.flatMap((p) => options(p, root)) };
  return { kind: "json" };
}

function isText(s: JsonObject, root: JsonObject): boolean {
  return s.type === "string" || typeof s.const === "string" || options(s, root).length > 0 || (Array.isArray(s.type) && s.type.includes("string"));
}

/** Whether a control of this shape can show a value without losing any of it. */
export function shows(shape: Shape, value: Json | undefined): boolean {
  if (value === undefined) return true;
  switch (shape.kind) {
    case "choice":
    case "text":
      return typeof value === "string";
    case "boolean":
      return typeof value === "boolean";
    case "number":
      return typeof value === "number";
    case "texts":
      return typeof value === "string" ? shape.single : Array.isArray(value) && value.every((v) => typeof v === "string");
    case "map":
      return isObject(value) && Object.values(value).every((v) => typeof v === "string");
    case "object":
      return isObject(value);
    case "objects":
      return Array.isArray(value) && value.every(isObject);
    case "json":
      return true;
  }
}
