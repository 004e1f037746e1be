/** A command of a document and the answer that the document prints below it. */
export interface DocumentedCommand {
  readonly command: string;
  readonly url: string;
  readonly method: string;
  readonly body: string | undefined;
  /** The shell variable whose key signs it: `OPERATOR`, or an account in capitals. */
  readonly signer: string | undefined;
  /** Undefined for a command that has another one behind it in its block: the answer below is that of the last one. */
  readonly answer: string | undefined;
}

const COMMAND_AND_ANSWER = /```sh\n(curl [\s\S]*?)\n```\n+```json\n([\s\S]*?)\n```/g;

const SIGNATURE = /^authorization: Bearer \$([A-Z]+)$/;

const NEXT_COMMAND = /\n(?=curl )/;

/**
 * Finds every `sh` block that is made of curl commands and has a `json` block below it, which is the answer to the last one.
 * Understands what the documents use: a URL, `-X METHOD`, `-H`, `-d 'BODY'`, and a key in a shell variable; anything else is
 * an error.
 */
export function commandsIn(markdown: string): DocumentedCommand[] {
  return [...markdown.matchAll(COMMAND_AND_ANSWER)].flatMap(([, block = '', answer = '']) => {
    const commands = block.replaceAll(/\\\n\s*/g, '').split(NEXT_COMMAND);
    return commands.map((command, index) => ({
      ...parseCurl(command),
      answer: index === commands.length - 1 ? answer : undefined,
    }));
  });
}

function parseCurl(command: string): Omit<DocumentedCommand, 'answer'> {
  const [, ...words] = [...command.matchAll(/'([^']*)'|"([^"]*)"|([^\s'"]+)/g)].map(
    ([, quoted, expanded, bare]) => quoted ?? expanded ?? bare ?? '',
  );
  let url: string | undefined;
  let method: string | undefined;
  let body: string | undefined;
  let signer: string | undefined;
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '-s') continue;
    else if (word === '-X') method = words.shift();
    else if (word === '-d') body = words.shift();
    else if (word === '-H') signer = SIGNATURE.exec(words.shift() ?? '')?.[1] ?? signer;
    else if (url === undefined && !word.startsWith('-')) url = word;
    else throw new Error(`cannot follow ${word} in: ${command}`);
  }
  if (url === undefined) throw new Error(`no URL in: ${command}`);
  return { command, url, method: method ?? (body === undefined ? 'GET' : 'POST'), body, signer };
}

/** The text with every ISO 8601 time replaced: the one thing that differs from run to run. */
export function withoutTimes(answer: string): string {
  return answer.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>');
}
