// All recipes: search, folders, states, figures of the last day, and their order.
import { memo, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState, useSyncExternalStore, type DragEvent } from "react";
import { api, type Row, type Saved } from "../api";
import { useChange } from "../asking";
import { foldersOf, inFolder } from "../folders";
import { useLoad, useSettled } from "../load";
import { stateOf, type State } from "../recipe";
import { go, to } from "../route";
import { useDesk } from "../session";
import { Icon } from "../parts/icon";
import { Problem, useSay } from "../parts/notice";
import { Rows } from "../parts/rows";
import { When } from "../parts/when";

const filters = [
  ["", "All"],
  ["on", "On"],
  ["shadow", "Shadow"],
  ["off", "Off"],
  ["errors", "With errors"],
] as const;

export const onText = (on: string | string[]) => (Array.isArray(on) ? on : [on]).map((t) => t.replaceAll("_", " ")).join(", ");

const idOf = (r: Row) => r.id;

/** What a search looks through. */
function textOf(r: Row): string {
  return `${r.name}\n${r.id}\n${r.owner ?? ""}\n${r.summary}\n${(r.tags ?? []).join("\n")}`.toLowerCase();
}

export function Recipes() {
  const { session } = useDesk();
  const loaded = useLoad(api.recipes, "recipes");
  const [text, setText] = useState("");
  const [state, setState] = useState<string>("");
  const [folder, setFolder] = useState("");
  const [focus, setFocus] = useState<{ key: string; i: number }>();
  const [dragged, setDragged] = useState<string>();
  const say = useSay();
  const [undone, setUndone] = useState(0);
  const change = useChange({
    onNothing: () => {
      setUndone((n) => n + 1);
      loaded.reload();
    },
  });
  const rows = useMemo(() => loaded.data?.recipes ?? [], [loaded.data]);
  const version = loaded.data?.version ?? 0;
  const folders = useMemo(() => foldersOf(rows), [rows]);
  const sought = useDeferredValue(text.trim().toLowerCase());
  const searching = sought !== "";
  const index = useMemo(() => (searching ? rows.map(textOf) : []), [rows, searching]);
  const shown = useMemo(() => {
    if (!sought && !state && !folder) return rows;
    const words = sought.split(/\s+/).filter(Boolean);
    return rows.filter(
      (r, i) =>
        (!state || (state === "errors" ? r.errors_24h > 0 : stateOf(r) === state)) &&
        (!folder || inFolder(r, folder)) &&
        words.every((w) => index[i]!.includes(w)),
    );
  }, [rows, index, sought, state, folder]);
  const whole = shown.length === rows.length;
  const narrow = useNarrow();

  const { reload } = loaded;
  const done = useCallback(
    (words: string) => (_: Saved) => {
      say(words);
      reload();
    },
    [say, reload],
  );
  const run = change.run;
  const setRecipeState = (r: Row, to: State) =>
    void run((confirmed) => api.state(version, r.id, to, confirmed), done(`“${r.name}” is ${to === "shadow" ? "in shadow" : to}.`));
  const move = (id: string, i: number) => {
    const ids = rows.map((r) => r.id).filter((other) => other !== id);
    ids.splice(i, 0, id);
    const name = rows.find((r) => r.id === id)?.name ?? id;
    void run(
      () => api.order(version, ids),
      (saved) => {
        done(`“${name}” is number ${i + 1} now.`)(saved);
        setFocus({ key: id, i });
      },
    );
  };

  const errors = rows.filter((r) => r.errors_24h > 0).length;
  return (
    <section className="page page-list">
      <div className="page-head">
        <h1>Recipes</h1>
        <p className="muted count" role="status">
          {loaded.data ? (whole ? `${rows.length.toLocaleString("en")} recipes` : `${shown.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")}`) : "Loading…"}
        </p>
        {session.may.edit && (
          <a className="button primary" href={to("new")}>
            <Icon name="plus" /> New recipe
          </a>
        )}
      </div>
      <div className="toolbar">
        <label className="search">
          <Icon name="search" />
          <span className="hidden">Search recipes</span>
          <input type="search" placeholder="Search by name, folder, what it does" value={text} onChange={(e) => setText(e.target.value)} />
        </label>
        <div className="segments" role="group" aria-label="Show">
          {filters.map(([value, label]) => (
            <button key={value} type="button" aria-pressed={state === value} onClick={() => setState(value)}>
              {label}
              {value === "errors" && errors > 0 && <span className="badge badge-bad">{errors}</span>}
            </button>
          ))}
        </div>
      </div>
      {loaded.error && <Problem error={loaded.error} retry={reload} />}
      <div className="split">
        {folders.length > 0 && (
          <nav className="folders" aria-label="Folders">
            <ul>
              <li>
                <button type="button" aria-pressed={folder === ""} onClick={() => setFolder("")}>
                  <Icon name="folder" /> All folders
                </button>
              </li>
              {folders.map((f) => (
                <li key={f.path} style={{ paddingLeft: f.depth * 16 }}>
                  <button type="button" aria-pressed={folder === f.path} onClick={() => setFolder(f.path)}>
                    <Icon name="folder" />
                    <span className="cut">{f.name}</span>
                    <span className="muted">{f.count}</span>
                  </button>
                </li>
              ))}
            </ul>
          </nav>
        )}
        {loaded.data && shown.length === 0 ? (
          <p className="empty">{rows.length ? "No recipe is like this." : "There is no recipe yet."}</p>
        ) : (
          <Rows
            items={shown}
            height={narrow ? 138 : 76}
            label="Recipes, in the order in which they run"
            keyOf={idOf}
            focus={focus}
            row={(r, i) => (
              <RecipeRow
                row={r}
                i={i}
                last={rows.length - 1}
                canEdit={session.may.edit && r.may_edit}
                canMove={session.may.edit && whole && !change.busy}
                dragged={dragged}
                undone={undone}
                onState={setRecipeState}
                onMove={move}
                onDrag={setDragged}
              />
            )}
          />
        )}
      </div>
      {!whole && session.may.edit && <p className="hint">To change the order, show all recipes.</p>}
      {change.dialog}
    </section>
  );
}

interface RowProps {
  row: Row;
  i: number;
  last: number;
  canEdit: boolean;
  canMove: boolean;
  dragged: string | undefined;
  /** Counts the changes that were not made: controls go back to what is. */
  undone: number;
  onState: (row: Row, state: State) => void;
  onMove: (id: string, i: number) => void;
  onDrag: (id: string | undefined) => void;
}

const RecipeRow = memo(function RecipeRow(props: RowProps) {
  const { row: r, i, canMove } = props;
  const [over, setOver] = useState(false);
  const handle = useRef<HTMLSpanElement>(null);
  const state = stateOf(r);
  const dropped = (e: DragEvent) => {
    e.preventDefault();
    setOver(false);
    if (props.dragged && props.dragged !== r.id) props.onMove(props.dragged, i);
    props.onDrag(undefined);
  };
  return (
    <div
      className={`recipe recipe-${state}${over ? " recipe-over" : ""}${props.dragged === r.id ? " recipe-dragged" : ""}`}
      onDragOver={(e) => {
        if (!props.dragged) return;
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={dropped}
    >
      <div className="recipe-order">
        <span
          ref={handle}
          className="drag"
          draggable={canMove}
          title={canMove ? "Drag to change the order" : undefined}
          aria-hidden="true"
          onDragStart={(e) => {
            e.dataTransfer.effectAllowed = "move";
            e.dataTransfer.setData("text/plain", r.id);
            props.onDrag(r.id);
          }}
          onDragEnd={() => props.onDrag(undefined)}
        >
          <Icon name="drag" />
        </span>
        <button type="button" className="plain" disabled={!canMove || i === 0} aria-label={`Move ${r.name} up`} onClick={() => props.onMove(r.id, i - 1)}>
          <Icon name="up" />
        </button>
        <button type="button" className="plain" disabled={!canMove || i === props.last} aria-label={`Move ${r.name} down`} onClick={() => props.onMove(r.id, i + 1)}>
          <Icon name="down" />
        </button>
      </div>
      <div className="recipe-main">
        <p className="recipe-name">
          <a data-main href={to("recipes", r.id)} className="cut" draggable={false}>
            {r.name || r.id}
          </a>
          {r.stop && <span className="chip">stops later ones</span>}
          {(r.tags ?? []).slice(0, 3).map((t) => (
            <span className="chip" key={t}>
              {t}
            </span>
          ))}
        </p>
        <p className={`recipe-summary cut${r.fault ? " bad" : ""}`} title={r.fault || r.summary}>
          {r.fault ? `Does not run: ${r.fault}` : r.summary || onText(r.on)}
        </p>
      </div>
      <dl className="recipe-figures">
        <div>
          <dt>last run</dt>
          <dd>
            <When at={r.last_run} />
          </dd>
        </div>
        <div>
          <dt>runs, 24 h</dt>
          <dd>{r.runs_24h.toLocaleString("en")}</dd>
        </div>
        <div className={r.errors_24h ? "bad" : ""}>
          <dt>errors, 24 h</dt>
          <dd>{r.errors_24h.toLocaleString("en")}</dd>
        </div>
      </dl>
      <StateChoice key={`${state} ${props.undone}`} row={r} state={state} disabled={!props.canEdit} onState={props.onState} />
      <button type="button" className="recipe-try" onClick={() => go(to("recipes", r.id, "try"))} aria-label={`Try ${r.name}`}>
        <Icon name="play" /> <span>Try</span>
      </button>
    </div>
  );
});

/** The state of a recipe. Arrow keys pass from one to the next: a state is taken when they have come to rest. */
function StateChoice(props: { row: Row; state: State; disabled: boolean; onState: (row: Row, state: State) => void }) {
  const { row, onState } = props;
  const [chosen, setChosen] = useState(props.state);
  const settled = useSettled(chosen, 400);
  const told = useRef(props.state);
  useEffect(() => {
    if (settled === told.current) return;
    told.current = settled;
    onState(row, settled);
  }, [settled, row, onState]);
  return (
    <select
      className={`state state-${chosen}`}
      aria-label={`State of ${row.name}`}
      value={chosen}
      disabled={props.disabled}
      onChange={(e) => setChosen(e.target.value as State)}
    >
      <option value="on">On</option>
      <option value="shadow">Shadow</option>
      <option value="off">Off</option>
    </select>
  );
}

const query = matchMedia("(max-width: 760px)");

/** Whether the window has the width of a phone: rows are higher there. */
function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      query.addEventListener("change", changed);
      return () => query.removeEventListener("change", changed);
    },
    () => query.matches,
  );
}
