// Recipes as an archive: into a file, and out of one, with a plan before anything changes.
import { useMemo, useRef, useState, type DragEvent } from "react";
import { api, type Plan, type Refused } from "../api";
import { Conflict, Diff, useChange } from "../asking";
import { refused, useLoad } from "../load";
import type { Refusal } from "../api";
import { to } from "../route";
import { useDesk } from "../session";
import { FaultLines } from "../parts/field";
import { Icon } from "../parts/icon";
import { Problem, useSay } from "../parts/notice";
import { Rows } from "../parts/rows";

const largest = 32 << 20; // bytes of an archive that the page reads

export function Archive() {
  const { session } = useDesk();
  return (
    <section className="page">
      <div className="page-head">
        <h1>Import and export</h1>
      </div>
      {session.may.edit && <Import />}
      <Export />
    </section>
  );
}

function Import() {
  const recipes = useLoad(api.recipes, "version");
  const [plan, setPlan] = useState<Plan>();
  const [name, setName] = useState("");
  const [trouble, setTrouble] = useState<Refused>();
  const [conflict, setConflict] = useState<Refusal>();
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<Plan>();
  const file = useRef<HTMLInputElement>(null);
  const say = useSay();
  const change = useChange({
    onConflict: setConflict,
    onRefused: (_s, refusal, message) => {
      setTrouble(Object.assign(refused(new Error(message)), { refusal }));
    },
  });
  const read = async (f: File | undefined) => {
    if (!f) return;
    setTrouble(undefined);
    setPlan(undefined);
    setDone(undefined);
    setName(f.name);
    if (f.size > largest) return say(`“${f.name}” is larger than 32 MB.`, "bad");
    setBusy(true);
    try {
      setPlan(await api.importPlan(new Uint8Array(await f.arrayBuffer())));
    } catch (e) {
      setTrouble(refused(e));
    } finally {
      setBusy(false);
      if (file.current) file.current.value = "";
    }
  };
  const apply = (version: number) =>
    void change.run(
      (confirmed) => api.importApply(plan!.plan, version, confirmed),
      () => {
        const n = plan!.add?.length ?? 0;
        say(`${n} ${n === 1 ? "recipe is" : "recipes are"} imported.`);
        setDone(plan);
        setPlan(undefined);
        recipes.reload();
      },
    );
  return (
    <section className="step" aria-labelledby="import">
      <h2 id="import">Import</h2>
      <div
        className={`drop${over ? " drop-over" : ""}`}
        onDragOver={(e: DragEvent) => {
          e.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(e: DragEvent) => {
          e.preventDefault();
          setOver(false);
          void read(e.dataTransfer.files[0]);
        }}
      >
        <label className="file">
          <span>Choose an archive, or drop one here</span>
          <input ref={file} type="file" accept=".zip,application/zip" onChange={(e) => void read(e.target.files?.[0])} />
        </label>
        <p className="hint">Nothing changes before you have seen the plan.</p>
      </div>
      {busy && <p className="muted">Reading “{name}”…</p>}
      {trouble && (
        <div className="banner banner-bad" role="alert">
          <p>
            “{name}” is not imported. {trouble.message}
          </p>
          <FaultLines faults={(trouble.refusal.faults ?? []).map((f) => ({ message: [f.recipe, f.path, f.message].filter(Boolean).join(": ") }))} />
        </div>
      )}
      {plan && (
        <div className="plan" role="region" aria-label="Plan of the import">
          <h3>The plan for “{name}”</h3>
          <ul className="plan-list">
            {(plan.add ?? []).map((r) => (
              <li key={r.id}>
                <Icon name="plus" /> <strong>{r.name || r.id}</strong> <code>{r.id}</code>
                {r.renamed_from && <span className="muted"> renamed, because “{r.renamed_from}” is there already</span>}
              </li>
            ))}
          </ul>
          {(plan.missing_secrets ?? []).length > 0 && (
            <>
              <h4>Secrets that you must type again</h4>
              <ul>
                {plan.missing_secrets!.map((s, i) => (
                  <li key={i}>{s}</li>
                ))}
              </ul>
            </>
          )}
          {(plan.notes ?? []).length > 0 && (
            <ul className="notes">
              {plan.notes!.map((s, i) => (
                <li key={i}>{s}</li>
              ))}
            </ul>
          )}
          <Diff lines={plan.diff ?? []} />
          <FaultLines faults={(plan.faults ?? []).map((f) => ({ message: [f.recipe, f.path, f.message].filter(Boolean).join(": ") }))} />
          <div className="row">
            <button type="button" className="primary" disabled={change.busy || !recipes.data || (plan.faults ?? []).length > 0} onClick={() => apply(recipes.data!.version)}>
              Import {plan.add?.length ?? 0} {plan.add?.length === 1 ? "recipe" : "recipes"}
            </button>
            <button type="button" onClick={() => setPlan(undefined)}>
              Do not import
            </button>
          </div>
        </div>
      )}
      {done && (
        <p className="good" role="status">
          Imported:{" "}
          {(done.add ?? []).map((r, i) => (
            <span key={r.id}>
              {i > 0 && ", "}
              <a href={to("recipes", r.id)}>{r.name || r.id}</a>
            </span>
          ))}
        </p>
      )}
      {change.dialog}
      {conflict && (
        <Conflict
          refusal={conflict}
          onClose={() => setConflict(undefined)}
          onTheirs={() => {
            setConflict(undefined);
            setPlan(undefined);
            recipes.reload();
          }}
          onMine={() => {
            setConflict(undefined);
            if (conflict.version) apply(conflict.version);
          }}
        />
      )}
    </section>
  );
}

function Export() {
  const loaded = useLoad(api.recipes, "export");
  const rows = useMemo(() => loaded.data?.recipes ?? [], [loaded.data]);
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<Set<string>>(new Set());
  const say = useSay();
  const words = text.trim().toLowerCase();
  const shown = useMemo(() => rows.filter((r) => !words || `${r.name} ${r.id} ${(r.tags ?? []).join(" ")}`.toLowerCase().includes(words)), [rows, words]);
  const save = async () => {
    try {
      const bytes = await api.export(chosen.size === rows.length ? [] : [...chosen]); // none means all
      const address = URL.createObjectURL(new Blob([bytes], { type: "application/zip" }));
      const link = document.createElement("a");
      link.href = address;
      link.download = "recipes.zip";
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
      say("The archive is in your downloads. It has no secrets.");
    } catch (e) {
      say(refused(e).message, "bad");
    }
  };
  const all = shown.length > 0 && shown.every((r) => chosen.has(r.id));
  return (
    <section className="step" aria-labelledby="export">
      <h2 id="export">Export</h2>
      {loaded.error && <Problem error={loaded.error} retry={loaded.reload} />}
      <div className="toolbar">
        <label className="search">
          <Icon name="search" />
          <span className="hidden">Search recipes to export</span>
          <input type="search" placeholder="Search" value={text} onChange={(e) => setText(e.target.value)} />
        </label>
        <label className="check">
          <input
            type="checkbox"
            checked={all}
            onChange={() => {
              const next = new Set(chosen);
              for (const r of shown) all ? next.delete(r.id) : next.add(r.id);
              setChosen(next);
            }}
          />
          <span>All that are shown</span>
        </label>
        <button type="button" className="primary" disabled={chosen.size === 0} onClick={() => void save()}>
          Export {chosen.size || ""}
        </button>
      </div>
      <div className="pick">
        <Rows
          items={shown}
          height={44}
          label="Recipes to export"
          keyOf={(r) => r.id}
          row={(r) => (
            <label className="check pick-row">
              <input
                data-main
                type="checkbox"
                checked={chosen.has(r.id)}
                onChange={() => {
                  const next = new Set(chosen);
                  if (!next.delete(r.id)) next.add(r.id);
                  setChosen(next);
                }}
              />
              <span className="cut">{r.name || r.id}</span>
              <span className="muted cut">{(r.tags ?? []).join(", ")}</span>
            </label>
          )}
        />
      </div>
    </section>
  );
}
