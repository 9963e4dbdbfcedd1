/** Where the playground's wasm_exec.js and console.wasm are, seen from the worker's script. */
declare const __PLAYGROUND_BASE__: string;
