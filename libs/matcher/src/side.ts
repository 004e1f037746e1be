/** For (BACK) or against (LAY) a runner. The numbers are stable: they stand in snapshots and events. */
export enum Side {
  BACK = 0,
  LAY = 1,
}
