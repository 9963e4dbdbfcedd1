// One case from left to right: its events, what waited, and when the calendar was closed.
import type { Timeline as Data } from "../api";
import { clock, isTime } from "./when";

const left = 150;
const width = 900;
const lane = 30;

export function partyClass(by: string | undefined): string {
  return ["customer", "agent", "recipe", "bot"].includes(by ?? "") ? `by-${by}` : "by-system";
}

/** Who caused an event: the party, and the name where there is one. */
export function Party({ by, party }: { by?: string; party?: string }) {
  const kind = party || by || "system";
  return (
    <span className={`party cut ${partyClass(kind)}`} title={by && by !== kind ? `${kind}: ${by}` : undefined} dir="auto">
      {by || kind}
    </span>
  );
}

export function TimelineChart({ data }: { data: Data }) {
  const events = data.events ?? [];
  const waits = (data.waits ?? []).filter((w) => isTime(w.from) && isTime(w.until));
  const times = [...events.map((e) => e.at), ...waits.flatMap((w) => [w.from, w.until])].filter(isTime).map((t) => Date.parse(t));
  if (times.length === 0) return <p className="muted">Nothing happened in this case.</p>;
  const first = Math.min(...times);
  const last = Math.max(...times, first + 60_000);
  const pad = (last - first) * 0.03;
  const x = (t: string | number) => {
    const ms = typeof t === "number" ? t : Date.parse(t);
    return left + Math.min(1, Math.max(0, (ms - first + pad) / (last - first + 2 * pad))) * (width - left - 10);
  };
  const height = 60 + waits.length * lane + 28;
  const ticks = Array.from({ length: 5 }, (_, i) => first + ((last - first) * i) / 4);
  return (
    <div className="timeline-scroll" role="region" aria-label="Timeline" tabIndex={0}>
      <svg className="timeline" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`Timeline of case ${data.case}; the same is listed below.`}>
        {(data.closed ?? []).filter((c) => isTime(c.from) && isTime(c.until) && Date.parse(c.until) > first - pad && Date.parse(c.from) < last + pad).map((c, i) => (
          <rect key={i} className="tl-closed" x={x(c.from)} y="0" width={Math.max(0, x(c.until) - x(c.from))} height={height - 24}>
            <title>{`Closed from ${clock(c.from)} until ${clock(c.until)}`}</title>
          </rect>
        ))}
        {ticks.map((t, i) => (
          <g key={t}>
            <line className="tl-tick" x1={x(t)} x2={x(t)} y1="0" y2={height - 24} />
            <text className="tl-text" x={x(t)} y={height - 8} textAnchor={i === 4 ? "end" : "middle"}>
              {clock(new Date(t).toISOString())}
            </text>
          </g>
        ))}
        <text className="tl-label" x="0" y="34">
          Events
        </text>
        <line className="tl-axis" x1={left} x2={width} y1="30" y2="30" />
        {events.map((e, i) => (
          <circle key={i} className={`tl-event ${partyClass(e.party || e.by)}`} cx={x(e.at)} cy="30" r="6.5">
            <title>{`${clock(e.at)}, ${e.by ?? "system"}: ${e.text || e.kind}`}</title>
          </circle>
        ))}
        {waits.map((w, i) => {
          const y = 60 + i * lane;
          return (
            <g key={i}>
              <text className="tl-label" x="0" y={y + 14}>
                {shorten((w.action || w.do).replaceAll("_", " "), 20)}
              </text>
              <rect className={`tl-wait tl-${w.outcome ?? "waiting"}`} x={x(w.from)} y={y} width={Math.max(3, x(w.until) - x(w.from))} height="18" rx="4">
                <title>{`${w.do} of ${w.recipe}: from ${clock(w.from)} until ${clock(w.until)}, ${outcome(w)}`}</title>
              </rect>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

function shorten(text: string, n: number): string {
  const chars = [...text];
  return chars.length > n ? chars.slice(0, n - 1).join("") + "…" : text;
}

function outcome(w: { outcome?: string; reason?: string }): string {
  const o = (w.outcome ?? "waiting").replaceAll("_", " ");
  return w.reason ? `${o} (${w.reason.replaceAll("_", " ")})` : o;
}

/** The same in words, for whoever does not see the picture. */
export function TimelineWords({ data }: { data: Data }) {
  const lines = [
    ...(data.events ?? []).map((e) => ({ at: e.at, by: e.by, party: e.party, text: e.text || e.kind.replaceAll("_", " ") })),
    ...(data.waits ?? []).map((w) => ({
      at: w.from,
      by: "wait",
      party: "recipe",
      text: `“${(w.action || w.do).replaceAll("_", " ")}” of “${w.name || w.recipe}” waits until ${clock(w.until)}: ${outcome(w)}${w.message ? `, “${w.message}”` : ""}`,
    })),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return (
    <ol className="story">
      {lines.map((l, i) => (
        <li key={i}>
          <time dateTime={l.at}>{clock(l.at)}</time>
          <Party by={l.by} party={l.party} />
          <span className="story-text" dir="auto">
            {l.text}
          </span>
        </li>
      ))}
    </ol>
  );
}
