import {
  SECURITY_SCHEME,
  SECURITY_SCHEME_OPTIONS,
  demoPage,
  traderOfExample,
  type AccessSettings,
} from '@backlay/service';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { COMPONENTS } from './components.js';
import { dateCommandIds } from './example-command-ids.js';
import { openApiSchema } from './operation.js';

const DESCRIPTION = `
The engine of a betting exchange: markets, orders and books.

Press **Try it out** and **Execute** from the top to the bottom on a fresh engine: each example works on what the ones
before it made (market 1, orders 1, 2, 3 ...). Pressing one twice is harmless, because each has a \`commandId\`.

- **Prices** are decimal odds, **sizes** the backer's stake, for both sides; both have at most two digits after the point.
  Write them as strings (\`"2.50"\`) or as JSON numbers; what is not exact is refused, never rounded.
- **An answer** is given when the command is on disk. Reads show nothing that a crash could undo.
- **commandId**: your own name for a command, with the time of its first sending in it: a UUID of version 7, or
  \`<milliseconds since 1970>-<name>\` such as \`1763871000123-alice-1\`. A retry of the same command under the same name gets
  its first answer again, also after a restart, for at least 24 hours and 10 million commands; another command under it is
  refused with \`COMMAND_ID_REUSED\`, one that is too old to be known with \`COMMAND_ID_EXPIRED\`. The examples have the time
  at which this page was first asked for.
- **Errors** are problem details (RFC 9457): \`code\` is stable, \`detail\` says what was wrong and what is allowed.
`;

const TAGS: readonly (readonly [name: string, description: string])[] = [
  ['Accounts', 'Begin here: open accounts and pay money in'],
  ['Own account', 'What a trader does with the account of the key'],
  ['Markets', 'Create a market and open it'],
  ['Orders', 'Place, change, cancel and read orders'],
  ['Book', 'What can be backed and laid'],
  ['Positions', 'What is at stake, what if, and cash-out'],
  ['Market life', 'Suspend, remove, resume, turn in-play, void and close'],
  ['Settlement', 'Pay by the results'],
  ['Engine', 'Where the engine stands'],
  ['Health', 'For load balancers'],
  ['Problems', 'What the codes mean'],
];

/** The OpenAPI document, operations in the order of the worked example. */
export function createOpenApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('backlay engine')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addBearerAuth(SECURITY_SCHEME_OPTIONS, SECURITY_SCHEME);
  for (const [name, description] of TAGS) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build());
  const schemas = Object.fromEntries(
    Object.entries(COMPONENTS).map(([name, schema]) => [name, openApiSchema(schema)]),
  );
  const { paths, ...rest } = document;
  return {
    ...rest,
    paths: dateCommandIds(paths, Date.now()),
    components: { ...document.components, schemas },
  };
}

/** Serves the document at /docs, with all its assets from this server. */
export function serveDocs(app: INestApplication, access: AccessSettings): void {
  const demo = demoPage(access, traderOfExample);
  SwaggerModule.setup('docs', app, () => createOpenApiDocument(app), {
    ...demo,
    customSiteTitle: 'backlay engine',
    swaggerOptions: {
      ...demo.swaggerOptions,
      displayRequestDuration: true,
      tryItOutEnabled: true,
      persistAuthorization: true,
    },
  });
}
