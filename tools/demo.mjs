import { requireSupportedNodeVersion } from './lib/node-version.mjs';

// Everything else is loaded only after this check: it may not even parse on an older Node.js.
requireSupportedNodeVersion();
void import('./lib/demo-launcher.mjs').then(({ launchDemo }) => launchDemo(process.argv.slice(2)));
