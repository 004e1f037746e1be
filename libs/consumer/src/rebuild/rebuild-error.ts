/** Why a rebuild is refused or was given up: nothing that serves was touched. The message is for the operator. */
export class RebuildError extends Error {
  override readonly name = 'RebuildError';
}

/** What an error says; of one of the database also the detail that names the object. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { driverError } = error as { readonly driverError?: { readonly detail?: unknown } };
  const detail = driverError?.detail;
  return typeof detail === 'string' ? `${error.message} (${detail})` : error.message;
}
