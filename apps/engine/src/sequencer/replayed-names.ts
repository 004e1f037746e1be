/** Learns during a replay which command had which name, so that its retries are known afterwards. */
export interface ReplayedNames {
  /**
   * A command with a `commandId` was executed again. Called in the order of the sequences, some million times a second:
   * no allocation, and nothing may be kept of `bytes` without copying.
   *
   * @param bytes `bytes[start, end)` is the journal's own form of the name: u8 length and account id, u8 length and
   *   commandId (see command-codec.ts), which is what a live command's journal has at the same place
   */
  keepReplayed(bytes: Uint8Array, start: number, end: number, sequence: number, timeMs: number): void;
}
