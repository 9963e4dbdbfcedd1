// The playground's recipes and events in the address: JSON, deflated, in base64 that needs no escapes.

export interface Play {
  set: string;
  events: string;
}

const largest = 8 << 20; // bytes after inflating; a longer one is somebody's joke

async function through(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream as ReadableWritablePair<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > limit) {
      await reader.cancel();
      throw new Error("the address holds more than 8 MB");
    }
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** Packs recipes and events for the address. */
export async function pack(play: Play): Promise<string> {
  const bytes = await through(new TextEncoder().encode(JSON.stringify(play)), new CompressionStream("deflate-raw"), Infinity);
  let binary = "";
  for (let i = 0; i < bytes.length; i += 0x8000) binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Reads what pack made. */
export async function unpack(packed: string): Promise<Play> {
  const binary = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = await through(Uint8Array.from(binary, (c) => c.charCodeAt(0)), new DecompressionStream("deflate-raw"), largest);
  const v: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (typeof v !== "object" || v === null || !("set" in v) || !("events" in v) || typeof v.set !== "string" || typeof v.events !== "string") {
    throw new Error("the address holds no recipes and events");
  }
  return { set: v.set, events: v.events };
}
