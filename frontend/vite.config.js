import { defineConfig } from "vite";
import { trimDesignSystem } from "./design-system.js";

export default defineConfig({
  base: "./",
  publicDir: false,
  css: { postcss: { plugins: [trimDesignSystem] } },
  build: {
    outDir: "../src/regiehuis/static/dist",
    emptyOutDir: true,
    manifest: true,
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: { input: "main.js" },
  },
});
