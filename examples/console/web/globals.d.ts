/** Where the playground's wasm_exec.js and desk.wasm are, seen from the worker's script. */
declare const __PLAYGROUND_BASE__: string;
