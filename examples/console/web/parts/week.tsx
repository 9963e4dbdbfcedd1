// The hours of a week as a picture: a bar for each day.
import type { WeekHours } from "../api";

const minute = 300 / (24 * 60); // width of a minute

function time(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function Week({ hours }: { hours: WeekHours }) {
  const words = hours.days.map((d) => {
    const open = d.open ?? [];
    return `${capital(d.day)}: ${open.length ? open.map((o) => `${time(o.from)} to ${time(o.until)}`).join(", ") : "not at all"}`;
  });
  const bottom = hours.days.length * 18;
  return (
    <figure className="week">
      <svg viewBox={`0 0 340 ${bottom + 22}`} role="img" aria-label={`It runs this week, in ${hours.zone}: ${words.join("; ")}.`}>
        {hours.days.map((d, i) => (
          <g key={d.date}>
            <text x="0" y={i * 18 + 12} className="week-text">
              {capital(d.day.slice(0, 3))}
            </text>
            <rect x="34" y={i * 18 + 2} width="300" height="12" rx="3" className="week-day" />
            {(d.open ?? []).map((o, n) => (
              <rect key={n} x={34 + o.from * minute} y={i * 18 + 2} width={Math.max(1, (o.until - o.from) * minute)} height="12" rx="3" className="week-open">
                <title>{`${capital(d.day)} ${d.date}: ${time(o.from)} to ${time(o.until)}`}</title>
              </rect>
            ))}
          </g>
        ))}
        {[0, 6, 12, 18, 24].map((h) => (
          <g key={h}>
            <line x1={34 + h * 12.5} x2={34 + h * 12.5} y1="0" y2={bottom + 4} className="week-line" />
            <text x={34 + h * 12.5} y={bottom + 17} className="week-text" textAnchor={h === 0 ? "start" : h === 24 ? "end" : "middle"}>
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
