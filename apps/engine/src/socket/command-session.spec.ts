import { UNREAD_BYTES_MAX, UNREAD_BYTES_SLOW, SLOW_MS_MAX } from './bounds.js';
import { CommandSession, type SessionHost, type SessionLine } from './command-session.js';

/** A client that reads when a spec says so. */
class SpecLine implements SessionLine {
  unreadBytes = 0;
  isFlushed = true;
  isHeldBack = false;
  readonly said: string[] = [];
  closed: string | undefined;

  say(...pieces: string[]): void {
    this.said.push(pieces.join(''));
  }
  flush(): void {}
  holdBack(): void {
    this.isHeldBack = true;
  }
  goOn(): void {
    this.isHeldBack = false;
  }
  close(reason: string): void {
    this.closed = reason;
  }
}

describe('a session of a client that does not read', () => {
  let line: SpecLine;
  let session: CommandSession;

  beforeEach(() => {
    line = new SpecLine();
    const principal = { keyId: 'k', role: 'trader', accountId: 'alice' } as const;
    const key = { principal, secretHash: Buffer.alloc(0), bucket: { perSecond: 0, take: () => 0 } };
    const host = {
      keyRing: { find: () => key },
      admit: () => true,
      wake: () => undefined,
      ended: () => undefined,
    };
    session = new CommandSession(line, host as unknown as SessionHost, performance.now());
    session.authenticate('good', performance.now());
  });

  it('is not read from, and is over when that has lasted too long', () => {
    line.unreadBytes = UNREAD_BYTES_SLOW + 1;
    session.flush();
    expect(line.isHeldBack).toBe(true);
    session.check(performance.now() + SLOW_MS_MAX - 1_000);
    expect(line.closed).toBeUndefined();
    session.check(performance.now() + SLOW_MS_MAX + 1_000);
    expect(line.closed).toBe('SLOW_CONSUMER');
  });

  it('goes on when it has read', () => {
    line.unreadBytes = UNREAD_BYTES_SLOW + 1;
    session.flush();
    line.unreadBytes = 0;
    session.drained();
    expect(line.isHeldBack).toBe(false);
    session.check(performance.now() + SLOW_MS_MAX + 1_000);
    expect(line.closed).toBeUndefined();
  });

  it('is over at once when too much waits for it, and what it sent then is not taken', () => {
    line.unreadBytes = UNREAD_BYTES_MAX + 1;
    const text = Buffer.from('{"id":"x","op":"heartbeat","body":{"timeoutMs":0}}');
    session.receive(text, text.length, performance.now());
    expect(line.closed).toBe('SLOW_CONSUMER');
    expect(line.said).toHaveLength(1);
  });
});
