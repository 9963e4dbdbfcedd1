import { defineConfig } from "vite";

const policy = {
  name: "policy",
  // A server sends its policy as a header; files bring theirs along.
  transformIndexHtml: (html: string) =>
    html.replace(
      '<meta charset="utf-8">',
      `$&
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'">`,
    ),
};

// The page for a server goes to console/dist, which the Go program embeds; with --mode playground the page for no server
// goes to dist-playground.
export default defineConfig(({ mode }) => {
  const playground = mode === "playground";
  return {
    root: "web",
    base: "./",
    plugins: playground ? [policy] : [],
    define: { __PLAYGROUND_BASE__: JSON.stringify("../") },
    resolve: { alias: { "#transport": `/${playground ? "overworker" : "overhttp"}.ts` } },
    build: {
      outDir: playground ? "../dist-playground" : "../console/dist",
      emptyOutDir: true,
      target: "es2023",
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
    worker: { format: "iife" },
  };
});
