import { requireSupportedNodeVersion } from './lib/node-version.mjs';

requireSupportedNodeVersion();
void import('./lib/test-run.mjs').then(({ runTests }) => runTests(process.argv.slice(2)));
