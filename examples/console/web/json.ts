// JSON that loses nothing: a number that JavaScript cannot hold exactly stays as it was written.

/** A number that JavaScript cannot hold, as JSON.rawJSON returns it. */
type Raw = { readonly rawJSON: string };

interface Lossless {
  parse(text: string, reviver: (key: string, value: unknown, context?: { source?: string }) => unknown): unknown;
  rawJSON?(text: string): Raw;
  isRawJSON?(value: unknown): boolean;
}
const json = JSON as unknown as Lossless;

/** Parses JSON. Numbers of more digits than JavaScript holds become raw members, which stringify writes as they were. */
export function parse(text: string): unknown {
  if (!json.rawJSON || !/\d{16}/.test(text)) return JSON.parse(text);
  return json.parse(text, (_, value, context) => {
    const source = context?.source;
    if (typeof value !== "number" || source === undefined || source.length < 16) return value;
    return String(value) === source ? value : json.rawJSON!(source);
  });
}

/** Whether a value is a number that JavaScript cannot hold. */
export function isRaw(value: unknown): value is Raw {
  return json.isRawJSON?.(value) ?? false;
}

export function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
