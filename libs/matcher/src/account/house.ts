/** The exchange's own money of one currency, which grows as accounts are settled. Minor units. */
export interface House {
  commission: number;
  rounding: number;
  paidIn: number;
}
