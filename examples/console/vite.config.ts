import { defineConfig } from "vite";

// The page for a server goes to console/dist, which the Go program embeds; with --mode playground the page for no server
// goes to dist-playground.
export default defineConfig(({ mode }) => {
  const playground = mode === "playground";
  return {
    root: "web",
    base: "./",
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
