import { defineConfig } from 'vite';

const LICENCES = 'assets/licences.txt';

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
    license: { fileName: LICENCES }, // what the licences of the bundled packages ask for: their text goes along
    rolldownOptions: {
      output: { postBanner: `/*! Licences of the bundled packages: /widget/${LICENCES} */` },
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
