import { Region } from '../memory/arena.js';

/** A region as where a process may not have so much address space. */
export function smallRegion(): Region {
  const { WebAssembly } = globalThis as { WebAssembly?: unknown };
  Object.assign(globalThis, { WebAssembly: undefined });
  try {
    return new Region();
  } finally {
    Object.assign(globalThis, { WebAssembly });
  }
}
