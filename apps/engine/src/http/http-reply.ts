import { isAccepted, type Answer } from '../sequencer/answer.js';
import { PROBLEM_MEDIA_TYPE, RETRY_AFTER_SECONDS, type Problem } from './problem.js';

export const JSON_MEDIA_TYPE = 'application/json; charset=utf-8';

/** The part of Fastify's reply that is used here. */
export interface HttpReply {
  status(code: number): HttpReply;
  header(name: string, value: string): HttpReply;
  send(body: string): void;
}

/** Sends the answer to one command; its body is JSON already. */
export function sendAnswer(reply: HttpReply, answer: Answer): void {
  if (answer.status === 503) reply.header('Retry-After', String(RETRY_AFTER_SECONDS));
  reply
    .status(answer.status)
    .header('Content-Type', isAccepted(answer) ? JSON_MEDIA_TYPE : PROBLEM_MEDIA_TYPE)
    .send(answer.body);
}

/** Sends a problem that is no answer to a command. */
export function sendProblem(reply: HttpReply, problem: Problem): void {
  sendAnswer(reply, { sequence: 0, status: problem.status, body: JSON.stringify(problem) });
}

/** Sends text that is JSON already. */
export function sendJson(reply: HttpReply, body: string): void {
  reply.status(200).header('Content-Type', JSON_MEDIA_TYPE).send(body);
}
