import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built program: `dist/`. The drill runs from there, beside the apps it starts. */
const BUILT = fileURLToPath(new URL('../../', import.meta.url));

/** The folder of the clone. */
const PROJECT = resolve(BUILT, '..');

/** The entry of a built app. */
export function appMain(name: string): string {
  return resolve(BUILT, 'apps', name, 'src', 'main.js');
}

/** A helper of the launcher, run as it is. */
export function launcherHelper(name: string): string {
  return resolve(PROJECT, 'tools', 'lib', name);
}

/** A module of this tool that apps load before anything else. */
export function preload(name: string): string {
  return resolve(BUILT, 'tools', 'drill', 'system', name);
}
