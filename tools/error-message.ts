/** What an error says, also one that was made in another realm, where `instanceof Error` does not know it. */
export function errorMessage(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}
