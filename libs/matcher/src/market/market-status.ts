/** `INACTIVE -> OPEN <-> SUSPENDED`, and from each of them `-> CLOSED`. The numbers are stable. */
export enum MarketStatus {
  INACTIVE = 1,
  OPEN = 2,
  SUSPENDED = 3,
  CLOSED = 4,
}
