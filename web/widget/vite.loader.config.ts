import { defineConfig } from 'vite';

// The loader that a shop's page embeds: one classic script without imports, beside the chat page in dist.
export default defineConfig({
  root: import.meta.dirname,
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
