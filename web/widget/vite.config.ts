import { defineConfig } from 'vite';

// The chat page inside the iframe. ChatUI runs on Preact, which is a third of React's size.
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  resolve: {
    // Without this Vite takes ChatUI's UMD file, which builds without a warning and fails in the browser.
    mainFields: ['module', 'browser', 'main'],
    alias: [
      { find: /^react\/jsx-(dev-)?runtime$/, replacement: 'preact/jsx-runtime' },
      { find: /^react-dom\/client$/, replacement: 'preact/compat/client' },
      { find: /^react(-dom)?$/, replacement: 'preact/compat' },
    ],
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    target: ['safari15', 'chrome90'],
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // ChatUI does not say that its modules can be left out; unused, its HTML cleaner and polyfill would be half of our size.
      treeshake: {
        moduleSideEffects: [
          { test: /node_modules\/(@chatui|dompurify|intersection-observer)\/.*\.js$/, sideEffects: false },
        ],
      },
    },
    assetsInlineLimit: 0, // one rule for the CSP: everything comes from our own address
  },
});
