import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashed, KeyError, keys, workspacePrefix } from './keys.ts';

const ofWorkspace: [string, (team: string) => string][] = [
  ['cr:{T123}:installation', keys.installation],
  ['cr:{T123}:workspaces', keys.workspaces],
  ['cr:{T123}:connection', keys.connection],
  ['cr:{T123}:oauth-app', keys.oauthApp],
  ['cr:{T123}:connection-lock', keys.connectionLock],
  ['cr:{T123}:generation', keys.generation],
  [`cr:{T123}:ticket:connect-link:${hashed('secret')}`, (team) => keys.ticket(team, 'connect-link', 'secret')],
  ['cr:{T123}:job:create-draft:V1.submit', (team) => keys.job(team, 'create-draft', 'V1.submit')],
  ['cr:{T123}:sender', keys.sender],
  ['cr:{T123}:settings', keys.settings],
  ['cr:{T123}:audit-log', keys.auditLog],
  ['cr:{T123}:home:U123', (team) => keys.homeVisitor(team, 'U123')],
];

const ofNobody: [string, string][] = [
  [`cr:erased:${hashed('cr:{T123}:')}`, keys.erased('T123')],
  [`cr:erasing:${hashed('cr:{T123}:')}`, keys.erasureLock('T123')],
  [`cr:install-state:${hashed('secret')}`, keys.installState('secret')],
  [`cr:replay:${hashed('secret')}`, keys.replay('secret')],
  ['cr:event:Ev123ABC', keys.event('Ev123ABC')],
  ['cr:{jobs}', keys.jobQueue()],
  ['cr:probe', keys.probe()],
];

describe('keys', () => {
  it.each(ofWorkspace)('%s begins as everything of its workspace does', (expected, key) => {
    expect(key('T123')).toBe(expected);
    expect(key('T123').startsWith(workspacePrefix('T123'))).toBe(true);
  });

  it.each(ofNobody)('%s belongs to no workspace', (expected, key) => {
    expect(key).toBe(expected);
  });

  it('are all different', () => {
    const all = [...ofWorkspace.map(([, key]) => key('T123')), ...ofNobody.map(([, key]) => key)];
    expect(new Set(all).size).toBe(Object.keys(keys).length);
  });

  it('hold a hash where a secret was given', () => {
    // SHA-256 of "abc" as FIPS 180-2 has it.
    expect(hashed('abc')).toBe(
      Buffer.from('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', 'hex').toString('base64url'),
    );
    expect(keys.replay('planted-secret')).not.toContain('planted');
  });

  it.each(['', 'T1}', 'T1:x', '{T1', 't1', 'T1*', 'T1\n', 'T'.repeat(33), 'Ä'])('refuse the workspace %j', (team) => {
    for (const [, key] of ofWorkspace) expect(() => key(team)).toThrow(KeyError);
    expect(() => workspacePrefix(team)).toThrow(KeyError);
  });

  it.each(['', 'a:b', 'a}b', 'a b', 'a*', 'a\n', 'x'.repeat(129)])('refuse the job, event or kind %j', (id) => {
    expect(() => keys.ticket('T1', id, 'secret')).toThrow(KeyError);
    expect(() => keys.job('T1', 'kind', id)).toThrow(KeyError);
    expect(() => keys.job('T1', id, 'V1')).toThrow(KeyError);
    expect(() => keys.event(id)).toThrow(KeyError);
  });

  it('never let one workspace reach what another one has', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (team, other) => {
        fc.pre(team !== other);
        try {
          expect(keys.connection(team).startsWith(workspacePrefix(other))).toBe(false);
        } catch (error) {
          expect(error).toBeInstanceOf(KeyError);
        }
      }),
    );
  });

  it('do not repeat a refused id in the error', () => {
    expect(() => keys.connection('planted:id')).toThrow(/^(?!.*planted)/);
  });
});
