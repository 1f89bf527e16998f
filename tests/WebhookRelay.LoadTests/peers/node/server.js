// The Node.js stack people would pick: fastify, ioredis, amqplib with a confirm channel, two processes.
// It answers when the broker has confirmed.
import cluster from 'node:cluster';
import { createHmac, timingSafeEqual } from 'node:crypto';
import amqplib from 'amqplib';
import Fastify from 'fastify';
import Redis from 'ioredis';

const { PEER_PORT, PEER_SECRET, PEER_REDIS, PEER_AMQP, PEER_EXCHANGE } = process.env;
const WINDOW_SECONDS = 7 * 24 * 3600;

if (cluster.isPrimary) {
  cluster.fork();
  cluster.fork();
} else {
  await serve();
}

async function serve() {
  const redis = new Redis(`redis://${PEER_REDIS}`);
  const connection = await amqplib.connect(PEER_AMQP);
  const channel = await connection.createConfirmChannel();
  const app = Fastify({ bodyLimit: 256 * 1024 * 1024 });

  // The signature covers the bytes as they came.
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => done(null, body));

  app.post('/webhook-endpoint', async (request, reply) => {
    const raw = request.body;
    if (!isSigned(raw, request.headers['x-hub-signature'])) {
      return reply.code(401).send();
    }

    const id = request.headers['x-labelbox-id'];
    if (await redis.set(`delivery:${id}`, '1', 'EX', WINDOW_SECONDS, 'NX') === null) {
      return { id, status: 'duplicate' };
    }

    try {
      const payload = JSON.parse(raw);
      await publish(id, request.headers['x-labelbox-event'], payload, raw);
    } catch (error) {
      await redis.del(`delivery:${id}`);
      throw error;
    }

    return { id, status: 'accepted' };
  });

  function publish(id, event, payload, raw) {
    const project = Object.keys(payload.projects ?? {})[0] ?? '_';
    const key = `${event.toLowerCase().replace('_', '.')}.${project}`;
    const options = { persistent: true, messageId: id, contentType: 'application/json' };
    return new Promise((resolve, reject) =>
      channel.publish(PEER_EXCHANGE, key, raw, options, error => (error ? reject(error) : resolve())));
  }

  await app.listen({ port: Number(PEER_PORT), host: '127.0.0.1' });
}

function isSigned(raw, signature) {
  const expected = Buffer.from(`sha1=${createHmac('sha1', PEER_SECRET).update(raw).digest('hex')}`);
  const given = Buffer.from(signature ?? '');
  return expected.length === given.length && timingSafeEqual(expected, given);
}
