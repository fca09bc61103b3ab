import type { FastifyPluginAsync } from 'fastify';
import type { Registry } from 'prom-client';
import type { Storage } from '../storage/storage.ts';

export interface ProbeRoutesOptions {
  storage: Storage;
  metrics: Registry;
  /** The process has been told to stop and wants no new requests. */
  isDraining: () => boolean;
}

/** For whoever watches the process: it lives, it can serve, and its figures. */
export function probeRoutes({ storage, metrics, isDraining }: ProbeRoutesOptions): FastifyPluginAsync {
  return async (server) => {
    server.get('/healthz', async () => ({ status: 'ok' }));

    server.get('/readyz', async (request, reply) => {
      if (isDraining()) return reply.code(503).send({ status: 'unavailable', reason: 'draining' });
      try {
        await storage.ping();
      } catch (error) {
        request.log.warn({ err: error }, 'not ready: the storage does not answer');
        return reply.code(503).send({ status: 'unavailable', reason: 'storage' });
      }
      return { status: 'ok' };
    });

    server.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()));
  };
}
