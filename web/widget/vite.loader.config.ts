import { defineConfig, type Plugin } from 'vite';

/** Takes the blanks out of the looks, which are CSS in template strings; elsewhere minified code has none of these. */
const squeeze: Plugin = {
  name: 'squeeze-looks',
  enforce: 'post',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle))
      if (file.type === 'chunk') file.code = file.code.replace(/\s*\n\s*|(?<=[;:,]) (?=[a-z\d#$])/g, '');
  },
};

// The loader that a shop's page embeds: one classic script without imports, beside the chat page in dist.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [squeeze],
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    copyPublicDir: false,
    target: 'es2020', // what Safari 15 and Chrome 90 read as it is
    lib: {
      entry: 'src/loader/index.ts',
      formats: ['iife'],
      name: 'XiaoxiuLoader',
      fileName: () => 'widget.js',
    },
  },
});
