import Fastify from 'fastify';

/*
 * The floor of the bench: a bare Fastify route that parses the same body and gives an answer of the same bytes, which are in
 * its environment. It keeps nothing.
 */
const answer = process.env['FLOOR_ANSWER'] ?? '';
const app = Fastify({ bodyLimit: 2 ** 20 });
app.post('*', (_request, reply) => {
  void reply.code(201).header('content-type', 'application/json; charset=utf-8').send(answer);
});
const address = await app.listen({ port: 0, host: '127.0.0.1' });
console.log(`ready at ${address}`);
