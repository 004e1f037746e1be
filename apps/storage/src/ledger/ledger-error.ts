/** Events and ledger disagree, or the events among themselves: money would be lost or made. Nothing of the batch is booked. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
}
