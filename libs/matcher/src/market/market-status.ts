/**
 * `INACTIVE -> OPEN <-> SUSPENDED`, from each of them `-> CLOSED`; with money `CLOSED -> SETTLED`, and from any but
 * VOIDED `-> VOIDED`. The numbers are stable.
 */
export enum MarketStatus {
  INACTIVE = 1,
  OPEN = 2,
  SUSPENDED = 3,
  CLOSED = 4,
  SETTLED = 5,
  VOIDED = 6,
}
