import type { SocketCloseReason } from '@backlay/contracts';
import { AccessRefusal, type Doorkeeper, type KeyRing, type RingKey } from '@backlay/service';
import { Logger } from '@nestjs/common';
import { BODY_BYTES_MAX } from '../http/body-limits.js';
import { faultOfEngine } from '../http/fastify-fault.js';
import type { IntakeGate } from '../http/intake-gate.js';
import { ProblemError, RETRY_AFTER_SECONDS, fieldProblem, problemOf, type Problem } from '../http/problem.js';
import type { RefusedRequests } from '../http/refused-requests.js';
import type { Answer } from '../sequencer/answer.js';
import type { CommandDesk } from '../sequencer/command-desk.js';
import type { AnswerLine } from './answer-line.js';
import { ANSWER_END, answerBegin, welcomeText } from './answer-text.js';
import type { BodyChecks } from './body-checks.js';
import {
  AUTHENTICATE_WITHIN_MS,
  BYTES_IN_FLIGHT_MAX,
  MESSAGES_IN_FLIGHT_MAX,
  REFUSED_OVER_RATE_MAX,
  SLOW_MS_MAX,
  UNREAD_BYTES_MAX,
  UNREAD_BYTES_SLOW,
} from './bounds.js';
import { parseMessage, type ParsedMessage } from './parse-message.js';
import type { SocketOperation } from './socket-operations.js';

/** A message that was let in: what it counts for in the gate, and when it came, by the monotonic clock in ms. */
export interface LetIn {
  readonly session: CommandSession;
  readonly id: string;
  readonly weight: number;
  readonly letInMs: number;
  /** What it is answered once that is durable, and since when this is known; nothing until the command was executed. */
  answer: Answer | undefined;
  executedMs: number;
}

/** What a session needs of its connection. */
export type SessionLine = Pick<
  AnswerLine,
  'unreadBytes' | 'isFlushed' | 'say' | 'flush' | 'holdBack' | 'goOn' | 'close'
>;

/** What a session needs of the engine around it. */
export interface SessionHost {
  readonly keyRing: Pick<KeyRing, 'find'>;
  readonly doorkeeper: Pick<Doorkeeper, 'admitKey'>;
  readonly gate: Pick<IntakeGate, 'enter' | 'leave' | 'refuse'>;
  readonly refused: Pick<RefusedRequests, 'count'>;
  readonly desk: CommandDesk;
  readonly checks: Pick<BodyChecks, 'problemOf'>;
  /** Whether one more connection of the key is within its bound; then it counts. */
  admit(session: CommandSession, keyId: string): boolean;
  /** Answers a message once everything that its answer speaks of is on disk. */
  answerWhenDurable(message: LetIn, answer: Answer): void;
  /** Something was said that is to be flushed. */
  wake(session: CommandSession): void;
  /** The server ends the session; the connection is open for a moment still. */
  ended(session: CommandSession, reason: SocketCloseReason): void;
  /** The connection is gone. */
  left(session: CommandSession): void;
}

type Command = Extract<ParsedMessage, { kind: 'command' }>;

/** How a message came: with whose key, how long, and when. */
interface Arrival {
  readonly key: RingKey;
  readonly bytes: number;
  readonly nowMs: number;
}

const SIGNED_IN_ALREADY = fieldProblem(
  '/op',
  'is for the first message: the connection has its key already',
).problem;

/** One connection: who it is, and what becomes of its messages. Each of them is answered once. Knows nothing of sockets. */
export class CommandSession {
  readonly #logger = new Logger(CommandSession.name);
  readonly #line: SessionLine;
  readonly #host: SessionHost;
  readonly #openedAtMs: number;
  /** The key that was shown, as text: it is looked up again to see that it is good still. */
  #key = '';
  #ringKey: RingKey | undefined;
  #inFlight = 0;
  #bytesInFlight = 0;
  #overRate = 0;
  #slowSinceMs: number | undefined;
  #isHeldBack = false;
  /** Nothing is taken any more; the connection ends when what is in flight was answered. */
  #ending: SocketCloseReason | undefined;
  #isOver = false;

  constructor(line: SessionLine, host: SessionHost, nowMs: number) {
    this.#line = line;
    this.#host = host;
    this.#openedAtMs = nowMs;
  }

  /** A key was shown. */
  authenticate(key: string, nowMs: number): void {
    const found = this.#host.keyRing.find(key);
    if (found === undefined) return this.close('KEY_INVALID');
    const { principal, bucket } = found;
    if (bucket.take(nowMs) > 0 || !this.#host.admit(this, principal.keyId)) return this.close('RATE_LIMITED');
    this.#key = key;
    this.#ringKey = found;
    this.#say(welcomeText(principal));
  }

  /**
   * A text arrived.
   * @param bytes begin with it; they may be others as soon as this returns
   * @param length of the text
   * @param nowMs when, by the monotonic clock
   */
  receive(bytes: Buffer, length: number, nowMs: number): void {
    if (this.#ending !== undefined) return;
    if (this.#line.unreadBytes > UNREAD_BYTES_MAX) return this.close('SLOW_CONSUMER');
    const message = parseMessage(bytes, length);
    const key = this.#ringKey;
    if (key === undefined) this.#receiveFirst(message, nowMs);
    else if (message.kind === 'command') this.#receive(message, { key, bytes: length, nowMs });
    else this.#receiveFaulty(message, key, nowMs);
  }

  /** A message that was let in has its answer. */
  answer({ id, weight }: LetIn, answer: Pick<Answer, 'status' | 'body'>): void {
    this.#host.gate.leave(weight);
    this.#inFlight -= 1;
    const wasFull = this.#bytesInFlight > BYTES_IN_FLIGHT_MAX;
    this.#bytesInFlight -= weight;
    if (wasFull) this.#readOn();
    this.#say(answerBegin(id, answer.status), answer.body, ANSWER_END);
    this.#endIfDone();
  }

  /** Sends what was said. */
  flush(): void {
    this.#line.flush();
    if (this.#line.unreadBytes <= UNREAD_BYTES_SLOW || this.#slowSinceMs !== undefined) return;
    this.#slowSinceMs = performance.now();
    this.#line.holdBack();
  }

  /** The client has read everything. */
  drained(): void {
    this.#slowSinceMs = undefined;
    this.#readOn();
  }

  /** Looks whether it may stay. */
  check(nowMs: number): void {
    if (this.#ringKey === undefined) {
      if (nowMs - this.#openedAtMs > AUTHENTICATE_WITHIN_MS) this.close('KEY_INVALID');
      return;
    }
    const found = this.#host.keyRing.find(this.#key);
    if (found === undefined) this.close('KEY_INVALID');
    // The rate of the key may be another one now.
    else this.#ringKey = found;
    if (nowMs - (this.#slowSinceMs ?? nowMs) > SLOW_MS_MAX) this.close('SLOW_CONSUMER');
  }

  /** Takes nothing more, and ends when what is in flight was answered; who does not read is not waited for. */
  close(reason: SocketCloseReason): void {
    if (reason !== 'SLOW_CONSUMER' && this.#ending !== undefined) return;
    this.#ending = reason;
    if (reason === 'SLOW_CONSUMER') this.#end(reason);
    else this.#endIfDone();
  }

  /** The other side has gone. What it has in flight goes its way. */
  left(): void {
    this.#isOver = true;
    this.#host.left(this);
  }

  #endIfDone(): void {
    if (this.#ending !== undefined && this.#inFlight === 0) this.#end(this.#ending);
  }

  #end(reason: SocketCloseReason): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#host.ended(this, reason);
    this.#line.close(reason);
  }

  #receiveFirst(message: ParsedMessage, nowMs: number): void {
    if (message.kind === 'authenticate') this.authenticate(message.key, nowMs);
    else this.close(message.kind === 'foreign' ? 'FRAME_INVALID' : 'KEY_INVALID');
  }

  /** What is no command counts as a request all the same. */
  #receiveFaulty(message: Exclude<ParsedMessage, Command>, key: RingKey, nowMs: number): void {
    const id = message.kind === 'faulty' ? message.id : null;
    const caller = this.#host.doorkeeper.admitKey(key, 'ANY_KEY', nowMs);
    if (caller instanceof AccessRefusal) this.#refuseEntry(id, caller);
    else this.#refuse(id, message.kind === 'authenticate' ? SIGNED_IN_ALREADY : message.problem);
    if (message.kind === 'foreign') this.close('FRAME_INVALID');
  }

  #receive({ id, operation, body = null }: Command, arrival: Arrival): void {
    const { bytes, nowMs: letInMs } = arrival;
    const accountId = this.#accountOf(id, operation, arrival);
    if (accountId === undefined) return;
    const fault = this.#faultOf(operation, body, bytes);
    if (fault !== undefined) return this.#refuse(id, fault);
    const weight = this.#host.gate.enter(bytes, operation.isRelief);
    if (weight === 0) return this.#refuseForNow(id);
    const message: LetIn = { session: this, id, weight, letInMs, answer: undefined, executedMs: 0 };
    this.#inFlight += 1;
    this.#bytesInFlight += weight;
    if (this.#bytesInFlight > BYTES_IN_FLIGHT_MAX) this.#line.holdBack();
    try {
      const answer = operation.take(this.#host.desk, accountId, body);
      if (answer instanceof Promise) void this.#answerLater(message, answer);
      else this.#host.answerWhenDurable(message, answer);
    } catch (error) {
      this.#answerProblem(message, error);
    }
  }

  /** Whose command it is; undefined when it was refused. */
  #accountOf(id: string, { docs }: SocketOperation, { key, nowMs }: Arrival): string | undefined {
    if (docs.access === 'PUBLIC') throw new Error('a command is for somebody');
    const caller = this.#host.doorkeeper.admitKey(key, docs.access, nowMs);
    if (caller instanceof AccessRefusal) {
      this.#refuseEntry(id, caller);
      return undefined;
    }
    if (caller.role !== 'trader') throw new Error('the operations of the socket are for traders');
    if (this.#inFlight < MESSAGES_IN_FLIGHT_MAX) return caller.accountId;
    const detail = `This connection has ${MESSAGES_IN_FLIGHT_MAX} messages in flight, and no more may be: wait for answers.`;
    this.#refuseEntry(id, new AccessRefusal('RATE_LIMITED', detail));
    return undefined;
  }

  /** What is wrong with the form of a message. */
  #faultOf(operation: SocketOperation, body: unknown, bytes: number): Problem | undefined {
    const bytesMax = operation.docs.bodyLimit ?? BODY_BYTES_MAX;
    if (bytes <= bytesMax) return this.#host.checks.problemOf(operation, body);
    const detail = `The message has ${bytes} bytes; of this kind it may have ${bytesMax}.`;
    return problemOf('BODY_TOO_LARGE', { detail });
  }

  async #answerLater(message: LetIn, late: Promise<Answer>): Promise<void> {
    try {
      this.#host.answerWhenDurable(message, await late);
    } catch (error) {
      this.#answerProblem(message, error);
    }
  }

  /** The command was not taken. */
  #answerProblem(message: LetIn, error: unknown): void {
    if (!(error instanceof ProblemError)) {
      this.#logger.error('a command failed', error instanceof Error ? error.stack : String(error));
    }
    const problem = error instanceof ProblemError ? error.problem : faultOfEngine();
    this.#host.refused.count(problem.code);
    this.answer(message, { status: problem.status, body: JSON.stringify(problem) });
  }

  #refuseEntry(id: string | null, { code, detail, headers }: AccessRefusal): void {
    const retryAfter =
      code === 'RATE_LIMITED' ? Number(headers['Retry-After'] ?? RETRY_AFTER_SECONDS) : undefined;
    this.#refuse(id, problemOf(code, { detail }), retryAfter);
    if (code !== 'RATE_LIMITED') return;
    this.#overRate += 1;
    if (this.#overRate >= REFUSED_OVER_RATE_MAX) this.close('RATE_LIMITED');
  }

  /** There is no room: nothing more is read from this client for as long as it is told to wait. */
  #refuseForNow(id: string): void {
    this.#host.refused.count('ENGINE_OVERLOADED');
    this.#say(answerBegin(id, 503), this.#host.gate.refuse(), ANSWER_END);
    if (this.#isHeldBack) return;
    this.#isHeldBack = true;
    this.#line.holdBack();
    setTimeout(() => {
      this.#isHeldBack = false;
      this.#readOn();
    }, RETRY_AFTER_SECONDS * 1_000).unref();
  }

  /** Reads from the client again, unless there still is a reason not to. */
  #readOn(): void {
    const isSlow = this.#slowSinceMs !== undefined;
    const isFull = this.#bytesInFlight > BYTES_IN_FLIGHT_MAX;
    if (!isSlow && !isFull && !this.#isHeldBack) this.#line.goOn();
  }

  #refuse(id: string | null, problem: Problem, retryAfter?: number): void {
    this.#host.refused.count(problem.code);
    this.#say(answerBegin(id, problem.status, retryAfter), JSON.stringify(problem), ANSWER_END);
  }

  #say(begin: string, middle = '', end = ''): void {
    if (this.#isOver) return;
    if (this.#line.isFlushed) this.#host.wake(this);
    this.#line.say(begin, middle, end);
    // One turn of the event loop may bring two megabytes of messages: what they are answered must not pile up until its end.
    if (this.#line.unreadBytes > UNREAD_BYTES_SLOW) this.flush();
  }
}
