import { defineConfig } from 'vitest/config';
import page from './widget/vite.config.ts';

// The same aliases as the built page, so that tests run on Preact too.
export default defineConfig({
  resolve: page.resolve ?? {},
  oxc: page.oxc ?? {},
  test: {
    environment: 'happy-dom',
    include: ['widget/src/**/*.test.{ts,tsx}', 'shared/**/*.test.ts'],
    setupFiles: ['widget/src/testing/setup.ts'],
    server: { deps: { inline: [/@chatui\/core/, /@testing-library/] } },
    css: false,
    restoreMocks: true,
  },
});
