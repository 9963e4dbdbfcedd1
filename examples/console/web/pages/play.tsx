// The playground: recipes and events of one's own, played in this browser and shared by the address.
import { useEffect, useState } from "react";
import { pack, unpack } from "../address";
import { api, Refused, type Fault, type Row } from "../api";
import { pretty } from "../json";
import { refused } from "../load";
import { Editor } from "../parts/editor";
import { FaultLines } from "../parts/field";
import { Icon } from "../parts/icon";
import { useSay } from "../parts/notice";
import { clock } from "../parts/when";
import { to } from "../route";

/** What the engine began with: the sample's day, until something else is played. */
async function begun(): Promise<{ set: string; events: string }> {
  const s = await api.sample();
  return { set: pretty(s.set), events: s.events };
}

/** Returns a text that is JSON, or says where it is not. */
function checked(name: string, text: string): string {
  try {
    JSON.parse(text);
  } catch (e) {
    throw new Refused(422, { error: `${name}: ${e instanceof Error ? e.message : String(e)}` });
  }
  return text;
}

function lines(text: string): string[] {
  return text.split("\n").flatMap((line, i) => (line.trim() ? [checked(`events, line ${i + 1}`, line)] : []));
}

export function Play({ data }: { data: string }) {
  const [set, setSet] = useState("");
  const [events, setEvents] = useState("");
  const [rows, setRows] = useState<Row[]>([]);
  const [output, setOutput] = useState("");
  const [faults, setFaults] = useState<Fault[]>([]);
  const [state, setState] = useState<"loading" | "ready" | "playing" | "bad">("loading");
  const say = useSay();

  /** Plays recipes and events, or shows what the engine began with. */
  const play = async (mine?: { set: string; events: string }) => {
    setState("playing");
    setFaults([]);
    try {
      if (mine) await api.play(checked("recipes", mine.set), lines(mine.events));
      const listed = await api.recipes();
      const replayed = await api.replay();
      setRows(listed.recipes ?? []);
      setOutput(replayed);
      setState("ready");
    } catch (x) {
      const r = refused(x);
      setFaults(r.refusal.faults?.length ? r.refusal.faults.map((f) => ({ ...f, message: [f.recipe, f.path, f.message].filter(Boolean).join(": ") })) : [{ message: r.message }]);
      setRows([]);
      setOutput("");
      setState("bad");
    }
  };
  useEffect(() => {
    let current = true;
    const start = async () => {
      try {
        const mine = data ? await unpack(data) : undefined;
        const shown = mine ?? (await begun());
        if (!current) return;
        setSet(shown.set);
        setEvents(shown.events);
        await play(mine);
      } catch (x) {
        if (!current) return;
        setFaults([{ message: `The address cannot be read: ${x instanceof Error ? x.message : String(x)}. Copy the whole link again.` }]);
        setState("bad");
      }
    };
    void start();
    return () => {
      current = false;
    };
  }, [data]);

  const share = async () => {
    const packed = await pack({ set, events });
    const address = new URL(`${to("play")}?d=${packed}`, location.href).href;
    history.replaceState(null, "", address);
    try {
      await navigator.clipboard.writeText(address);
      say("The link is copied. It holds the recipes and the events; no server has seen them.");
    } catch {
      say("The link is in the address bar. It holds the recipes and the events.");
    }
  };
  const runs = rows.reduce((n, r) => n + r.runs_24h, 0);
  return (
    <section className="page">
      <div className="page-head">
        <h1>Playground</h1>
        <p className="muted count" role="status">
          {state === "playing" || state === "loading" ? "Playing…" : state === "ready" ? `${runs.toLocaleString("en")} runs in the last 24 hours of the events` : "Not played"}
        </p>
        <button type="button" className="primary" disabled={state === "playing"} onClick={() => void play({ set, events })}>
          <Icon name="play" /> Play
        </button>
        <button type="button" onClick={() => void share()}>
          <Icon name="copy" /> Copy link
        </button>
      </div>
      <p className="hint">Everything runs in this browser. The recipes, cases and waits of the other pages are those that are played here.</p>
      <FaultLines faults={faults} />
      <div className="play-columns">
        <div>
          <h2>Recipes</h2>
          <Editor language="json" label="Set of recipes as JSON" value={set} onChange={setSet} boxed />
        </div>
        <div>
          <h2>Events</h2>
          <label className="hidden" htmlFor="events">
            Events, one JSON object a line
          </label>
          <textarea id="events" className="code" spellCheck={false} wrap="off" value={events} onChange={(e) => setEvents(e.target.value)} />
        </div>
      </div>
      {rows.length > 0 && (
        <>
          <h2>What happened</h2>
          <p className="hint">
            The history of each <a href={to("cases")}>case</a> says why; what is still to come is <a href={to("waiting")}>waiting</a>.
          </p>
          <div className="table-scroll">
            <table aria-label="Runs of each recipe">
              <thead>
                <tr>
                  <th scope="col">Recipe</th>
                  <th scope="col">Runs</th>
                  <th scope="col">Errors</th>
                  <th scope="col">Last run</th>
                </tr>
              </thead>
              <tbody>
                {rows.slice(0, 500).map((r) => (
                  <tr key={r.id} data-id={r.id}>
                    <td data-label="Recipe">
                      <a href={to("recipes", r.id)}>{r.name || r.id}</a>
                    </td>
                    <td data-label="Runs">{r.runs_24h}</td>
                    <td data-label="Errors" className={r.errors_24h ? "bad" : ""}>
                      {r.errors_24h}
                    </td>
                    <td data-label="Last run">{r.last_run ? clock(r.last_run) : <span className="muted">never</span>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <h2>Line by line</h2>
          <label className="hint" htmlFor="output">
            What the command “replay -json” prints: each decision and each action.
          </label>
          <textarea id="output" className="code" readOnly spellCheck={false} wrap="off" value={output} />
        </>
      )}
    </section>
  );
}
