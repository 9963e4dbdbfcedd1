// Changes of the set: each may be refused, asked about, or come after somebody else's.
import { useState, type ReactNode } from "react";
import { type Refusal, type Saved } from "./api";
import { refused } from "./load";
import { Dialog } from "./parts/dialog";
import { useSay } from "./parts/notice";
import { When } from "./parts/when";

/** Carries out a change of the set; confirmed is true after the person was asked. */
export type Change = (confirmed: boolean) => Promise<Saved>;

interface Asked {
  status: number;
  refusal: Refusal;
  change: Change;
  done: (saved: Saved) => void;
}

/** Returns a function that carries out a change and asks where the desk asks, and the dialog that does. */
export function useChange(options: {
  onConflict?: (refusal: Refusal) => void;
  onRefused?: (status: number, refusal: Refusal, message: string) => void;
  /** Called when nothing was saved: it was refused, or the person said no. */
  onNothing?: () => void;
}) {
  const [asked, setAsked] = useState<Asked>();
  const [busy, setBusy] = useState(false);
  const say = useSay();
  const run = async (change: Change, done: (saved: Saved) => void, confirmed = false) => {
    setBusy(true);
    try {
      const saved = await change(confirmed);
      setAsked(undefined);
      done(saved);
    } catch (e) {
      const r = refused(e);
      if (r.status === 428 && !confirmed) setAsked({ status: 428, refusal: r.refusal, change, done });
      else {
        setAsked(undefined);
        options.onNothing?.();
        if (r.status === 409 && options.onConflict) options.onConflict(r.refusal);
        else if (options.onRefused) options.onRefused(r.status, r.refusal, r.message);
        else say([r.message, ...(r.refusal.faults ?? []).map((f) => f.message)].join(" "), "bad");
      }
    } finally {
      setBusy(false);
    }
  };
  const leave = () => {
    setAsked(undefined);
    options.onNothing?.();
  };
  const dialog: ReactNode = asked && (
    <Dialog
      title="Save this change?"
      onClose={leave}
      actions={
        <>
          <button type="button" onClick={leave}>
            Go on editing
          </button>
          <button type="button" className="primary" disabled={busy} onClick={() => void run(asked.change, asked.done, true)}>
            Save
          </button>
        </>
      }
    >
      {asked.refusal.error && <p>{asked.refusal.error}</p>}
      <Diff lines={asked.refusal.diff ?? []} />
      {asked.refusal.backtest && <BacktestWords of={asked.refusal.backtest} />}
    </Dialog>
  );
  return { run, dialog, busy };
}

export function Diff({ lines, title }: { lines: string[]; title?: string }) {
  if (lines.length === 0) return null;
  return (
    <div className="diff">
      <h3>{title ?? "What changes"}</h3>
      <ul>
        {lines.map((l, i) => (
          <li key={i}>{l}</li>
        ))}
      </ul>
    </div>
  );
}

function BacktestWords({ of }: { of: NonNullable<Refusal["backtest"]> }) {
  const actions = Object.entries(of.actions ?? {});
  return (
    <div className="diff">
      <h3>Played on the last events</h3>
      <dl className="figures">
        <div>
          <dt>newly</dt>
          <dd>{of.newly}</dd>
        </div>
        <div>
          <dt>no longer</dt>
          <dd>{of.no_longer}</dd>
        </div>
        <div>
          <dt>asks above</dt>
          <dd>{of.limit}</dd>
        </div>
      </dl>
      {actions.length > 0 && <p className="hint">Actions: {actions.map(([kind, n]) => `${kind.replaceAll("_", " ")} ${n}×`).join(", ")}.</p>}
    </div>
  );
}

/** Somebody else saved first: what they changed, and what may be done now. */
export function Conflict(props: { refusal: Refusal; onTheirs: () => void; onMine: () => void; onClose: () => void }) {
  const { refusal } = props;
  return (
    <Dialog
      title="Somebody else saved first"
      onClose={props.onClose}
      actions={
        <>
          <button type="button" onClick={props.onClose}>
            Go on editing
          </button>
          <button type="button" onClick={props.onTheirs}>
            Take theirs
          </button>
          <button type="button" className="primary" onClick={props.onMine}>
            Save mine instead
          </button>
        </>
      }
    >
      <p>
        <strong>{refusal.by || "Another person"}</strong> saved <When at={refusal.at} />. Your change is not lost, and not saved.
      </p>
      <Diff lines={refusal.changes ?? []} title="Their change" />
      {refusal.theirs === null && <p className="note">They removed this recipe.</p>}
    </Dialog>
  );
}
