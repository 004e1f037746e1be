import 'reflect-metadata';
import { fileURLToPath } from 'node:url';
import { runApp } from '@backlay/service';
import { startApp } from './app.js';
import { readConfig } from './config.js';
import { readPagesSettings } from './pages/pages.settings.js';

/** Beside the built sources: `dist/apps/analytics/web`. */
const PAGES_FOLDER = fileURLToPath(new URL('../web/', import.meta.url));

await runApp('analytics', () =>
  startApp(readConfig(process.env), readPagesSettings(PAGES_FOLDER, process.env)),
);
