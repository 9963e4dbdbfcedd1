import { useDesk } from "../session";

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const full = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });
const short = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

export function isTime(text: string | undefined): text is string {
  return !!text && !text.startsWith("0001-") && !Number.isNaN(Date.parse(text));
}

export function clock(text: string): string {
  return isTime(text) ? short.format(new Date(text)) : text;
}

/** An instant as people say it, and exactly on hover. */
export function When({ at, exact }: { at: string | undefined; exact?: boolean }) {
  const { skew } = useDesk();
  if (!isTime(at)) return <span className="muted">never</span>;
  const date = new Date(at);
  const ms = date.getTime() - (Date.now() + skew);
  let text = "just now";
  if (exact || Math.abs(ms) > 6 * 86_400_000) text = short.format(date);
  else {
    const unit = units.find(([, size]) => Math.abs(ms) >= size);
    if (unit) text = relative.format(Math.trunc(ms / unit[1]), unit[0]);
    else if (ms > 0) text = "in a moment";
  }
  return (
    <time dateTime={at} title={full.format(date)}>
      {text}
    </time>
  );
}
