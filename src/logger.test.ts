import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';

function capture(level = 'info') {
  let text = '';
  const log = createLogger(
    level,
    new Writable({
      write(chunk, _encoding, done) {
        text += String(chunk);
        done();
      },
    }),
  );
  const lines = () =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line): Record<string, unknown> => JSON.parse(line));
  return { log, lines, text: () => text };
}

test('a line is JSON with time, level and message, and nothing of the machine', () => {
  const { log, lines } = capture();
  log.info({ workspace: 'T1' }, 'erased');
  expect(lines()).toEqual([{ level: 30, time: expect.any(Number), workspace: 'T1', msg: 'erased' }]);
});

test('what is below the level is not written', () => {
  const { log, text } = capture('warn');
  log.info('quiet');
  expect(text()).toBe('');
});

test('an error is what it is, why, and where it comes from', () => {
  const { log, lines } = capture();
  const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  log.error({ err: Object.assign(new TypeError('no answer', { cause }), { code: 'E1', status: 503 }) }, 'failed');
  expect(lines()[0]?.['err']).toMatchObject({
    type: 'TypeError',
    code: 'E1',
    status: 503,
    message: 'no answer',
    stack: expect.stringContaining('logger.test.ts'),
    cause: { type: 'Error', code: 'ECONNREFUSED', message: 'refused' },
  });
});

test('what libraries hang onto an error stays out', () => {
  const { log, text } = capture();
  const error = Object.assign(new Error('failed'), {
    request: { headers: { authorization: 'Bearer planted-token' } },
    data: { email: 'planted@example.com' },
    config: 'planted-config',
  });
  log.error({ err: error }, 'failed');
  log.error({ err: Object.assign(new Error('outer'), { cause: error }) }, 'failed');
  log.error({ err: new AggregateError([error], 'all failed') }, 'failed');
  log.error({ err: 'planted text' }, 'failed');
  log.error({ err: { secret: 'planted' } }, 'failed');
  expect(text()).not.toContain('planted');
});

test('an error that is its own cause does not end the process', () => {
  const { log, lines } = capture();
  const error: Error & { cause?: unknown } = new Error('round');
  error.cause = error;
  log.error({ err: error }, 'failed');
  expect(lines()).toHaveLength(1);
});

test.each(['token', 'accessToken', 'refreshToken', 'clientSecret'])('a field called %s is left out', (name) => {
  const { log, text } = capture();
  log.info({ connection: { [name]: 'planted' } }, 'by mistake');
  expect(text()).not.toContain('planted');
});

test('headers of a request are left out', () => {
  const { log, text } = capture();
  log.info({ req: { headers: { authorization: 'planted' } } }, 'by mistake');
  expect(text()).not.toContain('planted');
});

test.each([
  ['an address', 'no mailbox <anna.mueller+x@mail.example.com>', 'no mailbox <[address]>'],
  ['an encoded address', 'GET /v3/receivers/anna%40example.com', 'GET /v3/receivers/[address]'],
  ['a token of Slack’s', 'invalid token: xoxb-1-abc', 'invalid token: [token]'],
  ['a token of CleverReach’s', 'Bearer eyJhbGciOi.eyJjbGllbnQ.s-_g was refused', 'Bearer [token] was refused'],
  ['nothing', 'at node_modules/.pnpm/undici@7.30.2/lib/x.js:1', 'at node_modules/.pnpm/undici@7.30.2/lib/x.js:1'],
])('what an error quotes is struck out: %s', (_name, quoted, left) => {
  const { log, lines } = capture();
  const error = new Error(quoted);
  log.error({ err: new Error('outer', { cause: error }), said: quoted }, 'failed');
  expect(lines()[0]?.['said']).toBe(left);
  expect(lines()[0]?.['err']).toMatchObject({ cause: { message: left, stack: expect.stringContaining(left) } });
});
