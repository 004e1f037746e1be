// This file is read before anything is known about the running Node.js: it imports nothing and keeps to old syntax.

/** The versions of package.json "engines", written out because this must work before anything else does. */
var SUPPORTED = '20.19 or newer of 20, or 22.12 or newer';

/**
 * Tells whether a Node.js version can run the project.
 *
 * @param {string} version as in `process.versions.node`, for example `20.19.4`
 * @returns {boolean}
 */
export function isSupportedNodeVersion(version) {
  var parts = version.split('.');
  var major = Number(parts[0]);
  var minor = Number(parts[1]);
  return (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
}

/** Ends the process with one sentence when this Node.js is too old (or an odd release between two supported ones). */
export function requireSupportedNodeVersion() {
  if (isSupportedNodeVersion(process.versions.node)) return;
  console.error(
    'backlay needs Node.js ' +
      SUPPORTED +
      '; this is ' +
      process.versions.node +
      ' (' +
      process.execPath +
      ').',
  );
  process.exit(1);
}
