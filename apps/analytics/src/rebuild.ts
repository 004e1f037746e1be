import 'reflect-metadata';
import { runRebuild } from '@backlay/consumer';
import { readConfig } from './config.js';
import { DATABASE } from './database/schema.js';
import { PROJECTORS } from './projectors.js';

const projectors = PROJECTORS.map((Projector) => new Projector());
await runRebuild(
  { readSettings: readConfig, database: DATABASE, projectors },
  process.argv.slice(2),
  process.env,
);
