import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { keys } from '../storage/keys.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { createRecords } from '../storage/records.ts';
import { createSealer } from '../storage/sealer.ts';
import { createHomeVisitors } from './home-visitors.ts';

const day = 24 * 60 * 60 * 1000;

function visitors() {
  let now = 0;
  const storage = createMemoryStorage({ now: () => now });
  const sealer = createSealer([{ id: 'test', key: randomBytes(32) }]);
  const pass = (ms: number) => {
    now += ms;
  };
  return { storage, pass, visitors: createHomeVisitors({ records: createRecords({ storage, sealer }) }) };
}

test('whoever opened Home is known for seven days, and a new visit counts anew', async () => {
  const { visitors: known, pass } = visitors();
  const visitor = { userId: 'U1', enterpriseId: 'E1', isEnterpriseInstall: true };
  await known.note('T1', visitor);
  pass(6 * day);
  expect(await known.find('T1', 'U1')).toEqual(visitor);
  await known.note('T1', visitor);
  pass(6 * day);
  expect(await known.find('T1', 'U1')).toEqual(visitor);
  pass(day);
  expect(await known.find('T1', 'U1')).toBeUndefined();
});

test('nobody is known who opened it in another workspace', async () => {
  const { visitors: known } = visitors();
  await known.note('T1', { userId: 'U1', isEnterpriseInstall: false });
  expect(await known.find('T2', 'U1')).toBeUndefined();
  expect(await known.find('T1', 'U2')).toBeUndefined();
});

test('what cannot be read counts as no visit', async () => {
  const { visitors: known, storage } = visitors();
  await storage.set(keys.homeVisitor('T1', 'U1'), 'not sealed');
  expect(await known.find('T1', 'U1')).toBeUndefined();
});
