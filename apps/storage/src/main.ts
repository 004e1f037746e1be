import 'reflect-metadata';
import { runApp } from '@backlay/service';
import { startApp } from './app.js';
import { readConfig } from './config.js';

await runApp('storage', () => startApp(readConfig(process.env)));
