import {
  CommandKind,
  type CancelAll,
  type CancelOrder,
  type CloseMarket,
  type CreateMarket,
  type OpenMarket,
  type PlaceOrder,
  type ReplaceOrder,
  type ResumeMarket,
  type SuspendMarket,
} from '@backlay/matcher';

/** Who wants something, and under which name of their own. */
export interface CommandOrigin {
  /** Empty for an operator's command on a market. */
  readonly accountId: string;
  /** The client's name for this command, so that a retry is known again; empty when the client gave none. */
  readonly commandId: string;
}

type OfAccount<C extends { readonly account: number }> = Omit<C, 'account'> & CommandOrigin;

export type PlaceOrderCommand = OfAccount<PlaceOrder>;
export type CancelOrderCommand = OfAccount<CancelOrder>;
export type ReplaceOrderCommand = OfAccount<ReplaceOrder>;
export type CancelAllCommand = OfAccount<CancelAll>;
export type CreateMarketCommand = CreateMarket & CommandOrigin;
export type MarketStepCommand = (OpenMarket | SuspendMarket | ResumeMarket | CloseMarket) & CommandOrigin;

/** A matcher's command as it stands before the account has a number: what the journal keeps. */
export type EngineCommand =
  | CreateMarketCommand
  | MarketStepCommand
  | PlaceOrderCommand
  | CancelOrderCommand
  | ReplaceOrderCommand
  | CancelAllCommand;

/** The command's name in events and counters: `PlaceOrder`. */
export function commandName(kind: CommandKind): string {
  return CommandKind[kind];
}
