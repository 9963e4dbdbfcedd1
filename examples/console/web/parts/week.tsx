// The hours of a week as a picture: seven bars of a day each.
import type { WeekHours } from "../api";

const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

function hour(text: string): number {
  const [h, m] = text.split(":");
  return Number(h) + Number(m ?? 0) / 60;
}

/** Cuts intervals at midnight: ["22:00","02:00"] ends on the next day. */
function byDay(week: [string, string][][]): [number, number][][] {
  const cut: [number, number][][] = days.map(() => []);
  week.forEach((intervals, d) => {
    for (const [from, until] of intervals ?? []) {
      const a = hour(from);
      const b = hour(until);
      if (b > a) cut[d]!.push([a, b]);
      else {
        cut[d]!.push([a, 24]);
        if (b > 0) cut[(d + 1) % 7]!.push([0, b]);
      }
    }
  });
  return cut;
}

export function Week({ hours }: { hours: WeekHours }) {
  const bars = byDay(hours.week ?? []);
  const words = names.map((n, d) => {
    const open = hours.week?.[d] ?? [];
    return `${n}: ${open.length ? open.map(([a, b]) => `${a} to ${b}`).join(", ") : "not at all"}`;
  });
  return (
    <figure className="week">
      <svg viewBox="0 0 340 150" role="img" aria-label={`It runs, in ${hours.zone}: ${words.join("; ")}.`}>
        {days.map((d, i) => (
          <g key={d}>
            <text x="0" y={i * 18 + 12} className="week-text">
              {d}
            </text>
            <rect x="34" y={i * 18 + 2} width="300" height="12" rx="3" className="week-day" />
            {bars[i]!.map(([a, b], n) => (
              <rect key={n} x={34 + a * 12.5} y={i * 18 + 2} width={Math.max(1, (b - a) * 12.5)} height="12" rx="3" className="week-open" />
            ))}
          </g>
        ))}
        {[0, 6, 12, 18, 24].map((h) => (
          <g key={h}>
            <line x1={34 + h * 12.5} x2={34 + h * 12.5} y1="0" y2="130" className="week-line" />
            <text x={34 + h * 12.5} y="144" className="week-text" textAnchor={h === 0 ? "start" : h === 24 ? "end" : "middle"}>
              {String(h).padStart(2, "0")}
            </text>
          </g>
        ))}
      </svg>
      <figcaption>
        {hours.when === "outside" ? `Outside the hours of “${hours.calendar}”` : `During the hours of “${hours.calendar}”`}, {hours.zone}
      </figcaption>
    </figure>
  );
}
