import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { UserError } from './errors.mjs';

/**
 * PostgreSQL refuses to run as root, for good reasons. When the launcher runs as root (containers, CI) the server runs
 * as another account. That account often cannot enter the folder of the clone (`/root`, a `mktemp -d` folder), which is
 * what the rest of this file is about.
 *
 * @typedef {{ uid: number, gid: number, name: string }} Account
 */

/** Asked in this order. `nobody` exists everywhere; creating an account on somebody's machine is not ours to do. */
const ACCOUNT_NAMES = ['postgres', 'nobody'];

/** Where root keeps a copy of the server that other accounts can read: only root can write there, so nobody can prepare it. */
const SYSTEM_COPY_FOLDER = '/var/lib/backlay';

/**
 * @param {string} option `-un`, `-u` or `-g`
 * @param {string} who a name or a number
 * @returns {string | undefined}
 */
function id(option, who) {
  const { status, stdout } = spawnSync('id', [option, who], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * @param {string} who account name or number
 * @returns {Account | undefined} nothing for an unknown account and for root
 */
function lookUp(who) {
  const uid = Number(id('-u', who) ?? 0);
  const gid = Number(id('-g', who) ?? 0);
  return uid > 0 && gid > 0 ? { uid, gid, name: id('-un', who) ?? who } : undefined;
}

/**
 * The account PostgreSQL is to run as: nothing (our own) unless we are root; then the owner of the existing data, else
 * `postgres`, else `nobody`.
 *
 * @param {string} clusterFolder
 * @returns {Account | undefined}
 */
export function chooseAccount(clusterFolder) {
  if (process.getuid?.() !== 0) return undefined;
  const owner = existsSync(clusterFolder) ? statSync(clusterFolder).uid : 0;
  const candidates = [...(owner > 0 ? [String(owner)] : []), ...ACCOUNT_NAMES];
  for (const candidate of candidates) {
    const account = lookUp(candidate);
    if (account) return account;
  }
  throw new UserError(
    'PostgreSQL does not run as root and this machine has no account "postgres" or "nobody" to run it as: start as a normal user, or give DATABASE_URL.',
  );
}

/**
 * Asks the system itself, as that account, so that groups and access lists count too.
 *
 * @param {string} path
 * @param {Account} account
 * @returns {boolean} whether the account can enter (a folder) or run (a file)
 */
export function canReach(path, { uid, gid }) {
  return (
    spawnSync('/bin/sh', ['-c', 'test -r "$1" && test -x "$1"', 'sh', path], { uid, gid, cwd: '/' })
      .status === 0
  );
}

/**
 * @param {string} path
 * @returns {boolean} whether only root can change what stands at this path
 */
function onlyRootCanWrite(path) {
  for (let at = resolve(path); ; at = dirname(at)) {
    const { uid, mode } = lstatSync(at);
    if (uid !== 0 || (mode & 0o022) !== 0) return false;
    if (at === dirname(at)) return true;
  }
}

/**
 * Gives a folder with the server's files that the account can reach: the package's own when possible, else a copy that
 * is made once per version.
 *
 * @param {{ nativeFolder: string, version: string, account: Account }} options
 * @returns {{ folder: string, copied: boolean, temporary: boolean }} temporary: to be deleted by the caller at the end
 */
export function reachableNativeFolder({ nativeFolder, version, account }) {
  if (canReach(join(nativeFolder, 'bin', 'postgres'), account)) {
    return { folder: nativeFolder, copied: false, temporary: false };
  }
  const target = join(SYSTEM_COPY_FOLDER, `postgres-${version}-${process.platform}-${process.arch}`);
  try {
    return { folder: target, copied: copyOnce(nativeFolder, target), temporary: false };
  } catch {
    // A read-only /var/lib: a copy for this run, in a folder whose name nobody could foresee.
    const folder = mkdtempSync(join(tmpdir(), 'backlay-postgres-'));
    chmodSync(folder, 0o755);
    copyReadable(nativeFolder, join(folder, 'native'));
    return { folder: join(folder, 'native'), copied: true, temporary: true };
  }
}

/**
 * @param {string} source
 * @param {string} target
 * @returns {boolean} whether it had to be made
 */
function copyOnce(source, target) {
  mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
  if (!onlyRootCanWrite(dirname(target))) throw new Error(`${dirname(target)} is writable for others`);
  if (existsSync(target)) {
    if (!onlyRootCanWrite(target)) throw new Error(`${target} is writable for others`);
    return false;
  }
  const unfinished = mkdtempSync(`${target}.`);
  try {
    copyReadable(source, join(unfinished, 'native'));
    renameSync(join(unfinished, 'native'), target);
    return true;
  } catch (error) {
    // Another launcher was faster: its copy is as good as ours.
    if (existsSync(target)) return false;
    throw error;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/**
 * @param {string} source
 * @param {string} target
 */
function copyReadable(source, target) {
  cpSync(source, target, { recursive: true, verbatimSymlinks: true });
  const { status } = spawnSync('/bin/sh', [
    '-c',
    'chown -R 0:0 "$1" && chmod -R u+rwX,go=rX "$1"',
    'sh',
    target,
  ]);
  if (status !== 0) throw new Error(`cannot make ${target} readable`);
}
