// The two ways to the desk: HTTP below the path where the page is mounted, or a worker that runs it as WebAssembly.

export interface Answer {
  status: number;
  type: string;
  body: Uint8Array<ArrayBuffer>;
}

/** Carries a request to the desk. path is relative: "api/recipes?x=1". It rejects only when nothing answers. */
export type Transport = (method: string, path: string, body?: Uint8Array<ArrayBuffer>, type?: string) => Promise<Answer>;

/** The messages to and from the worker. */
export interface Ask {
  n: number;
  method: string;
  path: string;
  body: Uint8Array<ArrayBuffer>;
  type?: string;
}
export type Told = { n: number; answer: Answer } | { n: number; error: string };
