/** A file that cannot be read or replayed as a recording. The message names the file and, where there is one, the line. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}
