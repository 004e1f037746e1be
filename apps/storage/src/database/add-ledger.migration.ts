import type { MigrationInterface, QueryRunner } from 'typeorm';

/*
 * One row is one movement: its amount leaves the debit account and reaches the credit account, so all of the ledger is zero
 * by construction, and a movement cannot be there by half. See docs/adr/0013-double-entry-ledger.md.
 *
 * Of a movement that touches the money of an exchange account (none touches two) the row also keeps that account's line
 * number and its balance before and after. The foreign key to the line before makes the chain of balances without a gap a
 * matter of the table, not of the code that fills it.
 */
const UP = [
  `CREATE TABLE ledger_entries (
     shard          int4        NOT NULL,
     sequence       int8        NOT NULL,
     event_index    int4        NOT NULL,
     entry_index    int2        NOT NULL,
     booked_at      timestamptz NOT NULL,
     kind           text        NOT NULL,
     currency       text        NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
     debit          text        NOT NULL,
     credit         text        NOT NULL,
     amount         int8        NOT NULL,
     market_id      int4,
     account_id     text,
     line           int8        CHECK (line > 0),
     balance_before int8,
     balance        int8,
     previous_line  int8        GENERATED ALWAYS AS (nullif(line - 1, 0)) STORED,
     PRIMARY KEY (shard, sequence, event_index, entry_index),
     CONSTRAINT ledger_amount_positive CHECK (amount > 0),
     CONSTRAINT ledger_line_is_once UNIQUE (shard, account_id, line),
     CONSTRAINT ledger_line_has_balance UNIQUE (shard, account_id, line, balance),
     CONSTRAINT ledger_continues FOREIGN KEY (shard, account_id, previous_line, balance_before)
       REFERENCES ledger_entries (shard, account_id, line, balance),
     CONSTRAINT ledger_begins_with_nothing CHECK (line > 1 OR balance_before = 0),
     CONSTRAINT ledger_line_is_whole CHECK (num_nulls(account_id, line, balance_before, balance) IN (0, 4)),
     CONSTRAINT ledger_balance_follows CHECK (
       account_id IS NULL
       OR (credit = 'account:' || account_id AND balance = balance_before + amount)
       OR (debit = 'account:' || account_id AND balance = balance_before - amount)),
     CONSTRAINT ledger_entry_index CHECK (
       entry_index = CASE WHEN kind IN ('COMMISSION', 'PROFIT_REVERSED') THEN 1 ELSE 0 END),
     CONSTRAINT ledger_kind_names_sides CHECK (coalesce(CASE
       WHEN kind = 'DEPOSIT' THEN debit = 'external:' || currency AND credit = 'account:' || account_id
       WHEN kind = 'WITHDRAWAL' THEN debit = 'account:' || account_id AND credit = 'external:' || currency
       WHEN kind = 'COMMISSION' THEN debit = 'account:' || account_id AND credit = 'commission:' || currency
       WHEN kind = 'COMMISSION_REVERSED' THEN debit = 'commission:' || currency AND credit = 'account:' || account_id
       WHEN kind IN ('PROFIT', 'PROFIT_REVERSED') THEN
         (debit = 'market:' || market_id AND credit = 'account:' || account_id)
         OR (debit = 'account:' || account_id AND credit = 'market:' || market_id)
       WHEN kind IN ('ROUNDING', 'ROUNDING_REVERSED') THEN
         account_id IS NULL AND (
           (debit = 'market:' || market_id AND credit = 'rounding:' || currency)
           OR (debit = 'rounding:' || currency AND credit = 'market:' || market_id))
       END, false))
   )`,
  `CREATE INDEX ledger_entries_of_account ON ledger_entries (shard, account_id, booked_at, line)
     WHERE account_id IS NOT NULL`,
  `CREATE INDEX ledger_entries_of_market ON ledger_entries (shard, market_id, sequence, event_index, entry_index)
     WHERE market_id IS NOT NULL`,
  /*
   * What the entries add up to. A market is paid out by one command, and a transaction never holds a part of one: between
   * transactions the clearing account of every market is empty.
   */
  `CREATE TABLE ledger_balances (
     shard          int4 NOT NULL,
     ledger_account text NOT NULL,
     currency       text NOT NULL,
     balance        int8 NOT NULL,
     lines          int8 NOT NULL,
     PRIMARY KEY (shard, ledger_account),
     CONSTRAINT ledger_markets_are_cleared CHECK (balance = 0 OR ledger_account NOT LIKE 'market:%')
   ) WITH (fillfactor = 70)`,
  `CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       RAISE EXCEPTION 'the ledger only grows: % of % is refused, book a reversal instead', TG_OP, TG_TABLE_NAME
         USING ERRCODE = 'restrict_violation';
     END $$`,
  `CREATE TRIGGER ledger_entries_only_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()`,
];

/** The double-entry ledger: who paid whom, for ever. */
export class AddLedger1790000005000 implements MigrationInterface {
  readonly name = 'AddLedger1790000005000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ledger_balances, ledger_entries');
    await runner.query('DROP FUNCTION refuse_ledger_change()');
  }
}
