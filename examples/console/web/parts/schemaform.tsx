// The controls of an object, made from its schema. Members that have no control of their own are text.
import { useState, type ReactNode } from "react";
import { isObject, type Json, type JsonObject } from "../recipe";
import { pretty, same } from "../json";
import { shows, type Member, type Shape } from "../schema";
import { Editor } from "./editor";
import { Field, Group, useFaults } from "./field";
import { Icon } from "./icon";
import { Tokens } from "./tokens";

export interface FormProps {
  value: JsonObject;
  onChange: (value: JsonObject) => void;
  members: Member[];
  path: string;
  /** Members that are shown though they are not set and not required. */
  always?: string[];
  suggestions?: (member: string) => string[];
  more?: string;
  /** Further controls among those that are seldom needed. */
  extra?: ReactNode;
}

/** Says a member's name in words. */
export function labelOf(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The first sentence of a member's documentation, without its name in front. */
export function hintOf(name: string, doc: string): string {
  const text = doc.replaceAll("`", "");
  const first = text.replace(new RegExp(`^${name} (is |are )?|^[a-z_]+(, [a-z_]+)*: `), "");
  const end = first.search(/\.(\s|$)/);
  const sentence = end > 0 && end < 160 ? first.slice(0, end) : first.length > 160 ? "" : first;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function set(value: JsonObject, name: string, member: Json | undefined): JsonObject {
  const next = { ...value };
  if (member === undefined) delete next[name];
  else next[name] = member;
  return next;
}

export function SchemaForm(props: FormProps) {
  const { value, members, path } = props;
  const known = new Set(members.map((m) => m.name));
  const unknown = Object.keys(value).filter((name) => !known.has(name));
  const all: Member[] = [...members, ...unknown.map((name) => ({ name, doc: "", required: false, shape: { kind: "json" } as Shape }))];
  const [open] = useState(() => new Set(all.filter((m) => value[m.name] !== undefined).map((m) => m.name)));
  const shown = all.filter((m) => m.required || open.has(m.name) || props.always?.includes(m.name));
  const hidden = all.filter((m) => !shown.includes(m));
  const control = (m: Member) => (
    <MemberControl
      key={m.name}
      member={m}
      value={value[m.name]}
      path={path ? `${path}.${m.name}` : m.name}
      suggestions={props.suggestions?.(m.name)}
      onChange={(v) => props.onChange(set(value, m.name, v))}
    />
  );
  return (
    <div className="form">
      {shown.map(control)}
      {(hidden.length > 0 || props.extra) && (
        <More
          label={props.more ?? "More settings"}
          path={path}
          members={hidden}
          render={() => (
            <>
              {hidden.map(control)}
              {props.extra}
            </>
          )}
        />
      )}
    </div>
  );
}

/** What is seldom needed, closed until it is asked for or has a fault. */
function More(props: { label: string; path: string; members: Member[]; render: () => ReactNode }) {
  const faults = useFaults(props.path);
  const prefix = props.path ? `${props.path}.` : "";
  const bad = faults.some((f) => props.members.some((m) => f.path === prefix + m.name || f.path?.startsWith(`${prefix + m.name}.`) || f.path?.startsWith(`${prefix + m.name}[`)));
  const [open, setOpen] = useState(false);
  return (
    <details className="more" open={open || bad} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{props.label}</summary>
      {(open || bad) && <div className="form">{props.render()}</div>}
    </details>
  );
}

interface MemberProps {
  member: Member;
  value: Json | undefined;
  path: string;
  suggestions?: string[];
  onChange: (value: Json | undefined) => void;
}

function MemberControl(props: MemberProps) {
  const { member: m, value, path, onChange } = props;
  const label = labelOf(m.name);
  const hint = hintOf(m.name, m.doc);
  const shape: Shape = shows(m.shape, value) ? m.shape : { kind: "json" };
  const common = { label, hint, path, optional: !m.required };
  switch (shape.kind) {
    case "choice":
      return (
        <Field {...common}>
          {(c) => (
            <select {...c} value={(value as string) ?? ""} onChange={(e) => onChange(e.target.value || undefined)}>
              {(!m.required || value === undefined) && <option value="">{m.required ? "Choose one" : "Not set"}</option>}
              {typeof value === "string" && value !== "" && !shape.options.some((o) => o.value === value) && <option>{value}</option>}
              {shape.options.map((o) => (
                <option key={o.value} value={o.value}>
                  {o.doc ? `${o.value.replaceAll("_", " ")}: ${o.doc}` : o.value}
                </option>
              ))}
            </select>
          )}
        </Field>
      );
    case "boolean":
      return (
        <Group label="" path={path}>
          <label className="check">
            <input type="checkbox" checked={value === true} onChange={(e) => onChange(e.target.checked || (m.required ? false : undefined))} />
            <span>
              {label}
              {hint && <span className="hint">{hint}</span>}
            </span>
          </label>
        </Group>
      );
    case "number":
      return (
        <Field {...common}>
          {(c) => (
            <input
              {...c}
              type="number"
              step={shape.integer ? 1 : "any"}
              value={(value as number) ?? ""}
              onChange={(e) => onChange(e.target.value === "" ? undefined : Number(e.target.value))}
            />
          )}
        </Field>
      );
    case "text":
      return (
        <Field {...common} wide={shape.long}>
          {(c) =>
            shape.long ? (
              <textarea {...c} rows={3} value={(value as string) ?? ""} onChange={(e) => onChange(e.target.value || undefined)} />
            ) : (
              <>
                <input
                  {...c}
                  type="text"
                  autoComplete="off"
                  list={shape.options.length ? `${c.id}-list` : undefined}
                  value={(value as string) ?? ""}
                  onChange={(e) => onChange(e.target.value || undefined)}
                />
                {shape.options.length > 0 && (
                  <datalist id={`${c.id}-list`}>
                    {shape.options.map((o) => (
                      <option key={o.value} value={o.value}>
                        {o.doc}
                      </option>
                    ))}
                  </datalist>
                )}
              </>
            )
          }
        </Field>
      );
    case "texts":
      return <Texts {...props} shape={shape} suggestions={props.suggestions} />;
    case "map":
      return <Pairs {...props} />;
    case "object":
      return (
        <Group label={label} path={path} exact hint={hint}>
          <SchemaForm value={isObject(value) ? value : {}} members={shape.members} path={path} onChange={(v) => onChange(Object.keys(v).length || m.required ? v : undefined)} />
        </Group>
      );
    case "objects":
      return <Objects {...props} item={shape.item} />;
    case "json":
      return <JsonMember {...props} />;
  }
}

function Texts(props: MemberProps & { shape: Extract<Shape, { kind: "texts" }> }) {
  const { member: m, value, shape } = props;
  const list = value === undefined ? [] : Array.isArray(value) ? (value as string[]) : [value as string];
  const change = (next: string[]) => {
    if (next.length === 0) props.onChange(undefined);
    else props.onChange(shape.single && next.length === 1 && !Array.isArray(value) ? next[0] : next);
  };
  const described = shape.options.some((o) => o.doc) || (shape.options.length > 0 && shape.options.length <= 8);
  if (described && list.every((v) => shape.options.some((o) => o.value === v))) {
    return (
      <Group label={labelOf(m.name) + (m.required ? "" : " (optional)")} path={props.path} hint={hintOf(m.name, m.doc)}>
        <div className="checks">
          {shape.options.map((o) => (
            <label className="check" key={o.value}>
              <input
                type="checkbox"
                checked={list.includes(o.value)}
                onChange={(e) => change(e.target.checked ? [...list, o.value] : list.filter((v) => v !== o.value))}
              />
              <span>
                {o.value.replaceAll("_", " ")}
                {o.doc && <span className="hint">{o.doc}</span>}
              </span>
            </label>
          ))}
        </div>
      </Group>
    );
  }
  return (
    <Field label={labelOf(m.name)} hint={hintOf(m.name, m.doc)} path={props.path} optional={!m.required}>
      {(c) => (
        <Tokens
          control={c}
          value={list}
          suggestions={shape.options.length ? shape.options.map((o) => o.value) : props.suggestions}
          onChange={(v) => change(v.map(String))}
          placeholder="type, then Enter"
        />
      )}
    </Field>
  );
}

function Pairs(props: MemberProps) {
  const { member: m } = props;
  const [rows, setRows] = useState<[string, string][]>(() => Object.entries((props.value ?? {}) as Record<string, string>));
  if (!same(Object.fromEntries(rows.filter(([k]) => k)), props.value ?? {})) {
    setRows(Object.entries((props.value ?? {}) as Record<string, string>));
  }
  const change = (next: [string, string][]) => {
    setRows(next);
    const pairs = next.filter(([k]) => k);
    props.onChange(pairs.length || m.required ? Object.fromEntries(pairs) : undefined);
  };
  return (
    <Group label={labelOf(m.name)} path={props.path} hint={hintOf(m.name, m.doc)}>
      {rows.map(([k, v], i) => (
        <div className="pair" key={i}>
          <input aria-label={`Name ${i + 1}`} value={k} onChange={(e) => change(rows.map((r, n) => (n === i ? [e.target.value, v] : r)))} />
          <input aria-label={`Value ${i + 1}`} value={v} onChange={(e) => change(rows.map((r, n) => (n === i ? [k, e.target.value] : r)))} />
          <button type="button" className="plain" aria-label={`Remove ${k || "this line"}`} onClick={() => change(rows.filter((_, n) => n !== i))}>
            <Icon name="close" />
          </button>
        </div>
      ))}
      <button type="button" className="quiet" onClick={() => setRows([...rows, ["", ""]])}>
        <Icon name="plus" /> Add a line
      </button>
    </Group>
  );
}

function Objects(props: MemberProps & { item: Member[] }) {
  const { member: m } = props;
  const list = (props.value ?? []) as JsonObject[];
  const change = (next: JsonObject[]) => props.onChange(next.length || m.required ? next : undefined);
  return (
    <Group label={labelOf(m.name)} path={props.path} exact hint={hintOf(m.name, m.doc)}>
      {list.map((item, i) => (
        <div className="nested" key={i}>
          <SchemaForm value={item} members={props.item} path={`${props.path}[${i}]`} onChange={(v) => change(list.map((o, n) => (n === i ? v : o)))} />
          <button type="button" className="quiet" onClick={() => change(list.filter((_, n) => n !== i))}>
            <Icon name="close" /> Remove
          </button>
        </div>
      ))}
      <button type="button" className="quiet" onClick={() => change([...list, {}])}>
        <Icon name="plus" /> Add
      </button>
    </Group>
  );
}

/** A member as JSON text; while the text is no JSON the member stays as it was. */
function JsonMember(props: MemberProps) {
  const { member: m, value } = props;
  const [text, setText] = useState(() => (value === undefined ? "" : pretty(value)));
  const [problem, setProblem] = useState("");
  const change = (next: string) => {
    setText(next);
    try {
      props.onChange(next.trim() ? (JSON.parse(next) as Json) : undefined);
      setProblem("");
    } catch (e) {
      setProblem(e instanceof Error ? e.message : String(e));
    }
  };
  return (
    <Group label={`${labelOf(m.name)} (as JSON)`} path={props.path} hint={hintOf(m.name, m.doc)}>
      <Editor language="json" label={labelOf(m.name)} value={text} onChange={change} faults={problem ? [{ message: problem }] : undefined} />
    </Group>
  );
}
