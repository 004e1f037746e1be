import { resolve } from 'node:path';
import { errorMessage } from '../error-message.js';
import { findRunningExchange, loadEnvironmentFile } from '../exchange/running-exchange.js';
import { copyLog } from './copy-log.js';

const USAGE = `npm run backup -- FOLDER

Copies the event log and the snapshots of DATA_DIR (default .data) into a new folder, while the engine runs or not. To restore
it, make that folder the DATA_DIR of an engine.`;

async function main([folder = '', ...rest]: string[]): Promise<number> {
  if (folder === '' || folder.startsWith('-') || rest.length > 0) {
    console.error(USAGE);
    return folder === '--help' ? 0 : 2;
  }
  loadEnvironmentFile();
  const { dataFolder } = findRunningExchange();
  const target = resolve(process.env['INIT_CWD'] ?? process.cwd(), folder);
  const { lastSequence, segments, snapshots, bytes } = await copyLog(dataFolder, target);
  const megabytes = (bytes / 2 ** 20).toFixed(1);
  console.log(
    `Copied the log of ${dataFolder} up to sequence ${lastSequence} (${segments} files, ${megabytes} MB) and ${snapshots} snapshots to ${target}.`,
  );
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`backup: ${errorMessage(error)}`);
  process.exitCode = 1;
}
