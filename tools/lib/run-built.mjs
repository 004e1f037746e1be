import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuild } from './build.mjs';
import { runHere } from './commands.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { printFatal, UserError } from './errors.mjs';
import { sayOnStderr } from './output.mjs';
import { projectRoot } from './project.mjs';

/**
 * Runs a tool, a benchmark or the simulation (`replay`, `bench/matcher`, `test/simulation`), after making sure that it is built. It works in the folder
 * the user called from, so that file names mean what they say.
 *
 * @param {string | undefined} name
 * @param {string[]} args
 */
export async function runBuilt(name, args) {
  sayOnStderr();
  try {
    if (!name) throw new UserError('Say what to run, for example: node tools/run.mjs replay FILE');
    await ensureDependencies();
    await ensureBuild();
    const folder = join(projectRoot, 'dist', ...(/^(bench|test)\//.test(name) ? [] : ['tools']));
    const script = [join(folder, `${name}.js`), join(folder, name, 'main.js')].find((path) =>
      existsSync(path),
    );
    if (!script) throw new UserError(`There is no tool or benchmark "${name}".`);
    process.exitCode = await runHere(process.execPath, ['--enable-source-maps', script, ...args], {
      cwd: process.env.INIT_CWD ?? process.cwd(),
    });
  } catch (error) {
    printFatal(error);
    process.exitCode = 1;
  }
}
