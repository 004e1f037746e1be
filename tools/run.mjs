import { requireSupportedNodeVersion } from './lib/node-version.mjs';

requireSupportedNodeVersion();
void import('./lib/run-built.mjs').then(({ runBuilt }) => runBuilt(process.argv[2], process.argv.slice(3)));
