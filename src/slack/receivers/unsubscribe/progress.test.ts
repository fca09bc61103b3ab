import { expect, test } from 'vitest';
import { progress } from './progress.ts';

/** A clock that is moved by hand, and reports that end when they are told to. */
function scene(waitsMs: number[]) {
  const clock = { ms: 0 };
  const reports: number[] = [];
  let finish = () => {};
  const steps = progress(
    waitsMs,
    (done) => {
      reports.push(done);
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    },
    () => clock.ms,
  );
  const settled = async () => {
    finish();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, reports, steps, settled };
}

test('says how far the work is after each wait, and no more once the waits are over', async () => {
  const { clock, reports, steps, settled } = scene([100, 200]);
  for (const ms of [0, 99, 100, 150, 299, 300, 301, 10_000]) {
    clock.ms = ms;
    steps.at(ms);
    await settled();
  }
  expect(reports).toEqual([100, 300]);
});

test('never says two things at once', async () => {
  const { clock, reports, steps, settled } = scene([100, 100]);
  clock.ms = 100;
  steps.at(1);
  clock.ms = 1_000;
  steps.at(2);
  expect(reports).toEqual([1]);
  await settled();
  clock.ms = 1_100;
  steps.at(3);
  expect(reports).toEqual([1, 3]);
});

test('the end waits for what is being said, and after it nothing is said', async () => {
  const { clock, reports, steps, settled } = scene([100, 100]);
  clock.ms = 100;
  steps.at(1);
  let ended = false;
  const ending = steps.end().then(() => {
    ended = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(ended).toBe(false);
  await settled();
  await ending;
  clock.ms = 1_000;
  steps.at(2);
  expect(reports).toEqual([1]);
});

test('what could not be said stops nothing', async () => {
  const steps = progress(
    [0],
    () => Promise.reject(new Error('Slack is down')),
    () => 1,
  );
  steps.at(1);
  await steps.end();
});
