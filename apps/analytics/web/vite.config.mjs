import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The pages: sources here, the outcome beside the app that serves them. */
export default defineConfig({
  root: here('.'),
  resolve: {
    alias: [{ find: /^@backlay\/(.*)$/, replacement: `${here('../../../libs')}/$1/src/index.ts` }],
  },
  build: {
    outDir: here('../../../dist/apps/analytics/web'),
    emptyOutDir: true,
    target: 'es2022',
    // Nothing inline: the policy of the pages forbids it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
