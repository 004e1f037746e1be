import { requireSupportedNodeVersion } from './lib/node-version.mjs';

// Everything else is loaded only after this check: it may not even parse on an older Node.js.
requireSupportedNodeVersion();
void import('./lib/launcher.mjs').then(({ launch }) => launch(process.argv.slice(2)));
