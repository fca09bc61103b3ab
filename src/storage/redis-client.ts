import { Cluster, Redis } from 'ioredis';

/** A connection to Redis that looks after itself. */
export interface RedisConnection {
  /** The client as it is, connected or not. */
  readonly client: Redis | Cluster;
  /**
   * The client, once it is connected. While it is not, waits through the first `deadlineMs` of the outage and rejects
   * at once after that, so that a long outage does not make every request slow.
   */
  ready(): Promise<Redis | Cluster>;
  /** Every server that owns keys. */
  masters(client: Redis | Cluster): Redis[];
  /** Ends the connection for good; what is under way rejects. */
  disconnect(): void;
}

/**
 * Connects to one server, or to a Cluster when there are several addresses.
 *
 * @param options.onError told the first error of an outage; the next one is a new outage once it was connected again.
 */
export function connectRedis(options: {
  urls: readonly string[];
  deadlineMs: number;
  onError: (error: Error) => void;
}): RedisConnection {
  const { deadlineMs } = options;
  const client = createClient(options.urls, deadlineMs);
  let disconnected = false;
  let downSinceMs: number | undefined = Date.now();
  let lastError: Error | undefined;
  let waiting: Promise<boolean> | undefined;

  client.on('ready', () => {
    downSinceMs = undefined;
    lastError = undefined;
  });
  client.on('error', outage);
  client.on('close', () => {
    downSinceMs ??= Date.now();
    // A server that goes away in good order leaves without an error.
    if (lastError === undefined) outage(new Error('the connection to Redis was lost'));
  });

  function outage(error: Error): void {
    const first = lastError === undefined;
    lastError = error;
    if (first && !disconnected) options.onError(error);
  }

  function away(): Error {
    return new Error(lastError === undefined ? 'not connected to Redis' : `not connected to Redis: ${told(lastError)}`);
  }

  return {
    client,
    async ready() {
      if (client.status === 'ready') return client;
      const leftMs = (downSinceMs ?? Date.now()) + deadlineMs - Date.now();
      if (leftMs <= 0) throw away();
      waiting ??= becomesReady(client, leftMs).finally(() => {
        waiting = undefined;
      });
      if (!(await waiting)) throw away();
      return client;
    },
    masters: (connected) => (connected instanceof Cluster ? connected.nodes('master') : [connected]),
    disconnect() {
      disconnected = true;
      client.disconnect();
    },
  };
}

/**
 * A client for work that nobody waits for: its commands wait for the connection as long as it takes, and are sent again where
 * it broke.
 *
 * @param options.silenceMs how long a command may stay without an answer before the connection counts as lost; longer than
 * any command blocks.
 */
export function createPatientClient({ urls, silenceMs }: { urls: readonly string[]; silenceMs: number }) {
  return clientFor(urls, {
    socketTimeout: silenceMs,
    connectTimeout: silenceMs,
    maxRetriesPerRequest: null,
    enableOfflineQueue: true,
  });
}

function createClient(urls: readonly string[], deadlineMs: number): Redis | Cluster {
  return clientFor(urls, {
    // Less than the deadline, so that a server that says nothing loses its connection while the first command that
    // notices is still waited for. Without it a connection whose other end has vanished is kept for minutes.
    socketTimeout: deadlineMs * 0.75,
    commandTimeout: deadlineMs,
    connectTimeout: deadlineMs,
    // Whatever was under way when a connection broke is rejected, never sent again behind its caller's back.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
  });
}

interface ClientOptions {
  socketTimeout: number;
  commandTimeout?: number;
  connectTimeout: number;
  maxRetriesPerRequest: number | null;
  autoResendUnfulfilledCommands?: boolean;
  enableOfflineQueue: boolean;
  enableAutoPipelining?: boolean;
}

function clientFor(urls: readonly string[], options: ClientOptions): Redis | Cluster {
  const [first, second] = urls;
  if (first === undefined) throw new Error('no address of a Redis');
  if (second === undefined) {
    return new Redis(first, {
      ...options,
      retryStrategy: backoff,
      // After a failover behind a fixed name the old connection leads to what is now a replica.
      reconnectOnError: (error) => error.message.startsWith('READONLY'),
    });
  }

  // The nodes a Cluster names itself are addresses without user, password and TLS: these come from the first URL.
  const { username, password, protocol } = new URL(first);
  const tls = protocol === 'rediss:';
  const { enableAutoPipelining = false, enableOfflineQueue, connectTimeout, ...rest } = options;
  return new Cluster([...urls], {
    enableAutoPipelining,
    enableOfflineQueue,
    clusterRetryStrategy: backoff,
    slotsRefreshTimeout: connectTimeout,
    retryDelayOnFailover: 0, // 0 is never: see above
    // Certificates are made out for names, so names are what the TLS handshake has to see.
    ...(tls && { dnsLookup: (address: string, found: (error: null, address: string) => void) => found(null, address) }),
    redisOptions: {
      ...rest,
      connectTimeout,
      ...(username !== '' && { username: decodeURIComponent(username) }),
      ...(password !== '' && { password: decodeURIComponent(password) }),
      ...(tls && { tls: {} }),
    },
  });
}

/** How long to wait before connecting again, in milliseconds; never long, so that a returned Redis is soon noticed. */
function backoff(attempt: number): number {
  return Math.min(50 * 2 ** Math.min(attempt, 10), 1_000) * (0.75 + Math.random() / 2);
}

function becomesReady(client: Redis | Cluster, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (ready: boolean) => {
      clearTimeout(timer);
      client.off('ready', onReady);
      client.off('end', onEnd);
      resolve(ready);
    };
    const onReady = () => settle(true);
    const onEnd = () => settle(false);
    const timer = setTimeout(onEnd, timeoutMs);
    client.on('ready', onReady);
    client.on('end', onEnd);
  });
}

/** An error in words. Node's error for a name with several addresses that all refuse has an empty message. */
function told(error: Error): string {
  if (error.message !== '') return error.message;
  return error instanceof AggregateError ? error.errors.map(String).join('; ') : error.name;
}
