import {
  CommandKind,
  type CancelAll,
  type CancelOrder,
  type CashOut,
  type ChangeStartTime,
  type CloseMarket,
  type ConfigureAccount,
  type CreateMarket,
  type Deposit,
  type Heartbeat,
  type OpenAccount,
  type OpenMarket,
  type PassTime,
  type PlaceOrder,
  type RemoveRunner,
  type ReplaceOrder,
  type ResettleMarket,
  type ResumeAccount,
  type ResumeMarket,
  type SettleMarket,
  type StopAccount,
  type SuspendMarket,
  type TurnInPlay,
  type VoidMarket,
  type VoidTrades,
  type Withdraw,
} from '@backlay/matcher';

/** Who wants something, and under which name of their own. */
export interface CommandOrigin {
  /** Empty for a command of an operator, or of the engine itself. */
  readonly accountId: string;
  /** The client's name for this command, so that a retry is known again; empty when the client gave none. */
  readonly commandId: string;
}

type OfAccount<C extends { readonly account: number }> = Omit<C, 'account'> & CommandOrigin;

/** A command about an account, which an operator may give as well as its owner: `subjectId` names the account. */
type OnAccount<C extends { readonly account: number }> = Omit<C, 'account'> &
  CommandOrigin & { readonly subjectId: string };

export type PlaceOrderCommand = OfAccount<PlaceOrder>;
export type CancelOrderCommand = OfAccount<CancelOrder>;
export type ReplaceOrderCommand = OfAccount<ReplaceOrder>;
export type CancelAllCommand = OfAccount<CancelAll>;
export type CashOutCommand = OfAccount<CashOut>;
export type CreateMarketCommand = CreateMarket & CommandOrigin;
export type MarketStepCommand = (
  OpenMarket | SuspendMarket | ResumeMarket | CloseMarket | TurnInPlay | VoidMarket
) &
  CommandOrigin;
/** What an operator does to a market besides its steps. */
export type MarketChangeCommand = (
  ChangeStartTime | RemoveRunner | VoidTrades | SettleMarket | ResettleMarket
) &
  CommandOrigin;
export type AccountCommand =
  | OnAccount<OpenAccount>
  | OnAccount<ConfigureAccount>
  | OnAccount<Deposit>
  | OnAccount<Withdraw>
  | OnAccount<StopAccount>
  | OnAccount<ResumeAccount>
  | OnAccount<Heartbeat>;
/** By the engine itself: time has come to the command's time. */
export type PassTimeCommand = PassTime & CommandOrigin;

/** A matcher's command as it stands before the account has a number: what the journal keeps. */
export type EngineCommand =
  | CreateMarketCommand
  | MarketStepCommand
  | PlaceOrderCommand
  | CancelOrderCommand
  | ReplaceOrderCommand
  | CancelAllCommand
  | CashOutCommand
  | MarketChangeCommand
  | AccountCommand
  | PassTimeCommand;

export const PASS_TIME: PassTimeCommand = { kind: CommandKind.PassTime, accountId: '', commandId: '' };

/** The command's name in events and counters: `PlaceOrder`. */
export function commandName(kind: CommandKind): string {
  return CommandKind[kind];
}
