// The recipe as a form: when, if, in which hours, then.
import { useEffect, useMemo, useRef, useState } from "react";
import { useHost } from "../session";
import { idFrom, stateOf, withState, type Action, type HoursRef, type JsonObject, type Recipe, type State } from "../recipe";
import { recipeSchema, type RecipeSchema } from "../recipeschema";
import { Field, FaultLines, useFaults } from "../parts/field";
import { FilterEditor } from "../parts/filter";
import { Icon } from "../parts/icon";
import { hintOf, SchemaForm } from "../parts/schemaform";
import { Tokens } from "../parts/tokens";
import type { Work } from "./edit";

interface Props {
  work: Work;
  fresh: boolean;
  onChange: (work: Work) => void;
  readOnly: boolean;
}

export function RecipeForm({ work, fresh, onChange, readOnly }: Props) {
  const { schema } = useHost();
  const shape = useMemo(() => recipeSchema(schema), [schema]);
  const { recipe } = work;
  const set = (changes: Partial<Recipe>) => {
    const next: Recipe = { ...recipe, ...changes };
    for (const [member, v] of Object.entries(changes)) if (v === undefined) delete next[member];
    onChange({ recipe: next, tags: work.tags });
  };
  const general = useFaults("", true);
  return (
    <form className="recipe-form" onSubmit={(e) => e.preventDefault()}>
      <fieldset disabled={readOnly} className="bare">
        <legend className="hidden">The recipe</legend>
        <FaultLines faults={general} />
        <About work={work} fresh={fresh} onChange={onChange} set={set} />
        <section className="step" aria-labelledby="step-when">
          <h2 id="step-when">
            <span className="step-word">When</span> this happens
          </h2>
          <SchemaForm
            key={JSON.stringify(recipe.trigger.on)}
            value={recipe.trigger}
            members={shape.trigger(recipe.trigger)}
            path="trigger"
            always={["topics", "all_topics", "tag", "status", "times", "days", "zone", "poll", "source"]}
            onChange={(trigger) => set({ trigger })}
          />
          <FaultLines faults={useFaults("trigger", true)} />
        </section>
        <section className="step" aria-labelledby="step-if">
          <h2 id="step-if">
            <span className="step-word">If</span> this holds
          </h2>
          <FilterEditor filter={recipe.filter} onChange={(filter) => set({ filter })} />
        </section>
        <section className="step" aria-labelledby="step-hours">
          <h2 id="step-hours">
            <span className="step-word">In</span> these hours
          </h2>
          <HoursChoice path="hours" hours={recipe.hours} onChange={(hours) => set({ hours })} />
        </section>
        <section className="step" aria-labelledby="step-then">
          <h2 id="step-then">
            <span className="step-word">Then</span> do this
          </h2>
          <Actions actions={recipe.actions} shape={shape} onChange={(actions) => set({ actions })} />
        </section>
      </fieldset>
    </form>
  );
}

function About(props: { work: Work; fresh: boolean; onChange: (w: Work) => void; set: (changes: Partial<Recipe>) => void }) {
  const { work, fresh, set } = props;
  const { recipe } = work;
  const name = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (fresh) name.current?.focus();
  }, [fresh]);
  const follows = fresh && (recipe.id === "" || recipe.id === idFrom(recipe.name));
  return (
    <section className="step step-about" aria-label="About the recipe">
      <div className="form">
        <Field label="Name" path="name">
          {(c) => (
            <input
              {...c}
              ref={name}
              type="text"
              autoComplete="off"
              value={recipe.name}
              onChange={(e) => set(follows ? { name: e.target.value, id: idFrom(e.target.value) } : { name: e.target.value })}
            />
          )}
        </Field>
        <Field label="State" path="enabled" hint="In shadow it decides and does nothing; the history says what it would have done.">
          {(c) => (
            <select {...c} value={stateOf(recipe)} onChange={(e) => props.onChange({ recipe: withState(recipe, e.target.value as State), tags: work.tags })}>
              <option value="on">On</option>
              <option value="shadow">Shadow</option>
              <option value="off">Off</option>
            </select>
          )}
        </Field>
        <Field label="Folders" path="tags" optional hint="Tags; “billing/refunds” is a folder in a folder.">
          {(c) => <Tokens control={c} value={work.tags} onChange={(tags) => props.onChange({ recipe, tags: tags.map(String) })} placeholder="type, then Enter" />}
        </Field>
        <Field label="ID" path="id" hint={fresh ? "It can never be changed after the first save." : "It never changes: what waits is kept by it."}>
          {(c) => <input {...c} type="text" autoComplete="off" value={recipe.id} readOnly={!fresh} onChange={(e) => set({ id: e.target.value })} />}
        </Field>
        <label className="check">
          <input type="checkbox" checked={recipe.stop === true} onChange={(e) => set({ stop: e.target.checked || undefined })} />
          <span>
            Stop here
            <span className="hint">When it runs, the recipes after it are not asked about the event.</span>
          </span>
        </label>
      </div>
    </section>
  );
}

export function HoursChoice(props: { path: string; hours: HoursRef | undefined; onChange: (h: HoursRef | undefined) => void; none?: string }) {
  const { help } = useHost();
  const { hours } = props;
  const names = [...help.calendars];
  if (hours && !names.includes(hours.calendar)) names.push(hours.calendar);
  const value = hours ? `${hours.when} ${hours.calendar}` : "";
  return (
    <Field label="Hours" path={props.path}>
      {(c) => (
        <select
          {...c}
          value={value}
          onChange={(e) => {
            const [when, ...rest] = e.target.value.split(" ");
            props.onChange(when ? { calendar: rest.join(" "), when: when as HoursRef["when"] } : undefined);
          }}
        >
          <option value="">{props.none ?? "At any time"}</option>
          {names.flatMap((n) => [
            <option key={`d${n}`} value={`during ${n}`}>{`During the hours of “${n}”`}</option>,
            <option key={`o${n}`} value={`outside ${n}`}>{`Outside the hours of “${n}”`}</option>,
          ])}
        </select>
      )}
    </Field>
  );
}

function Actions(props: { actions: Action[]; shape: RecipeSchema; onChange: (a: Action[]) => void }) {
  const { actions, shape, onChange } = props;
  const faults = useFaults("actions", true);
  const list = useRef<HTMLOListElement>(null);
  const [added, setAdded] = useState(-1);
  const [kind, setKind] = useState(() => shape.kinds.find((k) => k.value === "private_reply")?.value ?? shape.kinds[0]?.value ?? "");
  useEffect(() => {
    if (added < 0) return;
    list.current?.querySelector<HTMLElement>(`[data-action="${added}"] :is(input, select, textarea):not([data-do])`)?.focus();
    setAdded(-1);
  }, [added]);
  const replace = (i: number, a: Action) => onChange(actions.map((old, n) => (n === i ? a : old)));
  const move = (i: number, by: number) => {
    const next = [...actions];
    const [a] = next.splice(i, 1);
    next.splice(i + by, 0, a!);
    onChange(next);
  };
  return (
    <>
      <ol className="actions" ref={list}>
        {actions.map((a, i) => (
          <li className="action" key={i} data-action={i}>
            <div className="action-head">
              <ActionKind action={a} i={i} shape={shape} onChange={(next) => replace(i, next)} />
              <div className="action-tools">
                <button type="button" className="plain" disabled={i === 0} aria-label={`Move action ${i + 1} up`} onClick={() => move(i, -1)}>
                  <Icon name="up" />
                </button>
                <button type="button" className="plain" disabled={i === actions.length - 1} aria-label={`Move action ${i + 1} down`} onClick={() => move(i, 1)}>
                  <Icon name="down" />
                </button>
                <button type="button" className="plain" aria-label={`Remove action ${i + 1}`} onClick={() => onChange(actions.filter((_, n) => n !== i))}>
                  <Icon name="close" />
                </button>
              </div>
            </div>
            <ActionForm key={a.do} action={a} path={`actions[${i}]`} shape={shape} onChange={(next) => replace(i, next)} />
          </li>
        ))}
      </ol>
      <FaultLines faults={faults} />
      <div className="add-action">
        <select value={kind} aria-label="Kind of the new action" onChange={(e) => setKind(e.target.value)}>
          {shape.kinds.map((k) => (
            <option key={k.value} value={k.value}>
              {k.value.replaceAll("_", " ")}
            </option>
          ))}
        </select>
        <button
          type="button"
          onClick={() => {
            setAdded(actions.length);
            onChange([...actions, { do: kind }]);
          }}
        >
          <Icon name="plus" /> Add action
        </button>
      </div>
    </>
  );
}

function ActionKind(props: { action: Action; i: number; shape: RecipeSchema; onChange: (a: Action) => void }) {
  const { action: a, shape } = props;
  const known = shape.kinds.find((k) => k.value === a.do);
  return (
    <Field label={`Action ${props.i + 1}`} path={`actions[${props.i}].do`} hint={known ? hintOf(a.do, known.doc) : undefined}>
      {(c) => (
        <select {...c} data-do value={a.do} onChange={(e) => props.onChange({ ...a, do: e.target.value })}>
          {!known && <option value={a.do}>{a.do || "Choose one"}</option>}
          {shape.kinds.map((k) => (
            <option key={k.value} value={k.value}>
              {k.value.replaceAll("_", " ")}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function ActionForm(props: { action: Action; path: string; shape: RecipeSchema; onChange: (a: Action) => void }) {
  const { action: a, path, shape } = props;
  const withMembers = shape.with(a);
  const rest = shape.action(a).filter((m) => m.name !== "hours");
  const { do: kind, with: config, hours, ...others } = a;
  const change = (changes: JsonObject) => {
    const next: Action = { ...a, ...changes };
    for (const [member, v] of Object.entries(changes)) if (v === undefined) delete next[member];
    props.onChange(next);
  };
  const always = withMembers.length <= 4 ? withMembers.map((m) => m.name) : withMembers.filter((m) => ["message", "users", "teams", "tags", "text", "target"].includes(m.name)).map((m) => m.name);
  return (
    <>
      {(withMembers.length > 0 || config) && (
        <SchemaForm
          value={config ?? {}}
          members={withMembers}
          path={`${path}.with`}
          always={always}
          more={`More of ${kind.replaceAll("_", " ")}`}
          onChange={(next) => change({ with: Object.keys(next).length ? next : undefined })}
        />
      )}
      <FaultLines faults={useFaults(`${path}.with`, true)} />
      <SchemaForm
        value={others as JsonObject}
        members={rest}
        path={path}
        always={["after", "at", "repeat", "hours"].some((m) => a[m] !== undefined) ? ["after", "unless"] : ["after"]}
        more="When and how often"
        extra={
          <HoursChoice
            path={`${path}.hours`}
            hours={hours as HoursRef | undefined}
            none="Those of the recipe"
            onChange={(h) => change({ hours: h as unknown as JsonObject | undefined })}
          />
        }
        onChange={(next) => props.onChange(tidy(a, { do: kind, ...(config ? { with: config } : {}), ...(hours ? { hours } : {}), ...next }))}
      />
      <FaultLines faults={useFaults(path, true)} />
    </>
  );
}

/** Puts the members in the order that they had. */
function tidy(old: Action, next: Action): Action {
  const ordered: JsonObject = {};
  for (const member of [...Object.keys(old), ...Object.keys(next)]) if (next[member] !== undefined) ordered[member] = next[member];
  return ordered as Action;
}
