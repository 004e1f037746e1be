/** What rests at one price on one side of a book. */
export interface DepthLevel {
  readonly price: number;
  /** Sum of what remains of the orders at this price. */
  readonly size: number;
  readonly orderCount: number;
}
