import 'reflect-metadata';
import { runApp } from '@backlay/service';
import { startApp } from './app.js';
import { readConfig } from './config.js';

await runApp('analytics', () => startApp(readConfig(process.env)));
