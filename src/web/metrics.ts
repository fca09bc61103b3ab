import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The process's figures. No label holds a workspace, an address or an id, so their number stays small. */
export interface Metrics {
  registry: Registry;
  slackRequest(request: { kind: string; outcome: string; durationMs: number }): void;
  /** An account that does not answer is left alone (`opened`), tried (`probing`), asked again (`closed`). */
  breakerChange(change: string): void;
  cleverreachCall(call: { endpoint: string; outcome: string; durationMs: number }): void;
  jobRun(run: { kind: string; outcome: string; durationMs: number }): void;
  /** Has `count` asked whenever the figures are read; where it rejects, they are left out. */
  watchQueue(count: () => Promise<{ waiting: number; running: number }>): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const slackRequests = new Counter({
    name: 'slack_requests_total',
    help: 'Requests from Slack by kind and outcome.',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  });
  const acknowledgements = new Histogram({
    name: 'slack_acknowledgement_seconds',
    help: 'Time until Slack got its answer, by kind of request. Slack gives up after three seconds.',
    labelNames: ['kind'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3],
    registers: [registry],
  });
  const calls = new Histogram({
    name: 'cleverreach_call_seconds',
    help: 'Calls to CleverReach by endpoint and outcome.',
    labelNames: ['endpoint', 'outcome'],
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
    registers: [registry],
  });
  const breakerChanges = new Counter({
    name: 'cleverreach_breaker_changes_total',
    help: 'Accounts that were left alone because CleverReach did not answer for them (opened), tried (probing) and asked again (closed).',
    labelNames: ['change'],
    registers: [registry],
  });
  const jobRuns = new Histogram({
    name: 'job_run_seconds',
    help: 'Runs of jobs by kind and outcome. One that fails or is interrupted has another.',
    labelNames: ['kind', 'outcome'],
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60],
    registers: [registry],
  });
  return {
    registry,
    breakerChange: (change) => breakerChanges.inc({ change }),
    slackRequest({ kind, outcome, durationMs }) {
      slackRequests.inc({ kind, outcome });
      acknowledgements.observe({ kind }, durationMs / 1000);
    },
    cleverreachCall({ endpoint, outcome, durationMs }) {
      calls.observe({ endpoint, outcome }, durationMs / 1000);
    },
    jobRun({ kind, outcome, durationMs }) {
      jobRuns.observe({ kind, outcome }, durationMs / 1000);
    },
    watchQueue(count) {
      new Gauge({
        name: 'jobs',
        help: 'Jobs that wait or are being done, of all processes together.',
        labelNames: ['state'],
        registers: [registry],
        async collect() {
          this.reset();
          const counts = await count().catch(() => undefined);
          if (counts === undefined) return;
          this.set({ state: 'waiting' }, counts.waiting);
          this.set({ state: 'running' }, counts.running);
        },
      });
    },
  };
}
