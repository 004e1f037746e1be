/** `BACK`: for the runner; `LAY`: against it. */
export type Side = 'BACK' | 'LAY';
