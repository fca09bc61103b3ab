import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { loadConfig } from '../src/config.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'docs/security.md',
  'CHANGELOG.md',
  'docs/architecture.md',
  'docs/installing.md',
  'docs/operating.md',
  'docs/performance.md',
];
const texts = new Map<string, string>();
for (const name of documents) texts.set(name, await readFile(join(repository, name), 'utf8'));
const readme = texts.get('README.md') ?? '';

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')));

/** Every command in the `sh` blocks of a text, those joined by `&&` one by one. */
function commandsIn(text: string): string[] {
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
    .flatMap(([, block = '']) => block.trim().split('\n'))
    .flatMap((line) => line.split(' && '));
}

/** What has to be there for a command to run: a script, a file. Undefined for a command nobody has thought of here. */
function isRunnable(command: string): boolean | undefined {
  if (command === 'npm install' || command.startsWith('node -e ')) return true;
  const script = /^npm (?:run ([\w:-]+)(?: -- \w+)?|(test|start))$/.exec(command);
  if (script) return (script[1] ?? script[2] ?? '') in scripts;
  const path = /^npx vitest run (\S+)$/.exec(command)?.[1] ?? /^bash (\S+)$/.exec(command)?.[1];
  if (path !== undefined) return existsSync(join(repository, path));
  if (/^docker (build|run) /.test(command)) return existsSync(join(repository, 'Dockerfile'));
  return undefined;
}

const commands = [...texts].flatMap(([name, text]) => commandsIn(text).map((command) => ({ name, command })));

describe('the documents', () => {
  test('have the two commands a newcomer needs, each alone on its line', () => {
    const lines = readme.split('\n');
    expect(lines).toContain('npm install && npm run demo');
    expect(lines).toContain('npm install && npm test');
  });

  test.each(commands)('$name: `$command` can be run', ({ command }) => {
    expect(isRunnable(command)).toBe(true);
  });

  test('link only to what is there', () => {
    const broken: string[] = [];
    for (const [name, text] of texts) {
      for (const [, link = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^https?:/.test(link)) continue;
        const [path = '', anchor] = link.split('#');
        const target = path === '' ? name : join(dirname(name), path);
        const there = existsSync(join(repository, target));
        if (!there || (anchor !== undefined && !anchorsOf(texts.get(target) ?? '').includes(anchor))) {
          broken.push(`${name}: ${link}`);
        }
      }
    }
    expect(broken).toEqual([]);
  });
});

function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe('the configuration table', () => {
  const rows = [...readme.matchAll(/^\| `([A-Z_]+)` *\| (.*?) *\|/gm)].map(([, variable = '', value = '']) => ({
    variable,
    value: value.replaceAll('`', ''),
  }));
  const required = rows.filter(({ value }) => value === 'required').map(({ variable }) => variable);
  const usable: Record<string, string> = {
    SLACK_SIGNING_SECRET: 's',
    SLACK_CLIENT_ID: 'i',
    SLACK_CLIENT_SECRET: 'c',
    PUBLIC_URL: 'https://cleverreach.example.com',
    REDIS_URL: 'redis://localhost',
    ENCRYPTION_KEYS: `k1:${Buffer.alloc(32).toString('base64url')}`,
  };

  test('has every variable that the configuration reads', async () => {
    const source = await readFile(join(repository, 'src/config.ts'), 'utf8');
    const schema = /\nconst environment = z\s*\.object\(\{([\s\S]*?)\n {2}\}\)/.exec(source)?.[1] ?? '';
    const read = [...schema.matchAll(/^ {4}([A-Z_]+):/gm)].map(([, variable]) => variable);
    expect(rows.map(({ variable }) => variable).sort()).toEqual(read.filter((name) => name !== 'NODE_ENV').sort());
  });

  test('says of exactly those that they are required without which the process does not start', () => {
    expect(required.sort()).toEqual(Object.keys(usable).sort());
    expect(() => loadConfig(usable)).not.toThrow();
    for (const variable of required) {
      expect(() => loadConfig({ ...usable, [variable]: '' })).toThrow(`${variable} is missing`);
    }
  });

  test('has the defaults that are used', () => {
    const { port, host, logLevel, slack, cleverreach } = loadConfig(usable);
    const defaults = Object.fromEntries(rows.map(({ variable, value }) => [variable, value]));
    expect(defaults).toMatchObject({
      PORT: String(port),
      HOST: host,
      LOG_LEVEL: logLevel,
      SLACK_API_URL: slack.apiUrl,
      SLACK_AUTHORIZE_URL: slack.authorizeUrl,
      CLEVERREACH_URL: cleverreach.url,
    });
  });

  test('comes with a command that makes a key the process takes', async () => {
    const command = commandsIn(readme).find((candidate) => candidate.startsWith('node -e ')) ?? '';
    const { stdout } = await promisify(execFile)('sh', ['-c', command]);
    expect(loadConfig({ ...usable, ENCRYPTION_KEYS: stdout.trim() }).encryptionKeys[0]?.id).toBe('k1');
  });
});

describe('`npm run demo`', () => {
  test('prints one address, and everything there is up; Ctrl+C ends all of it', async () => {
    // A group of its own, so that it can be sent what a terminal sends on Ctrl+C.
    const demo = spawn('npm', ['run', 'demo'], { cwd: repository, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    demo.stderr.setEncoding('utf8').on('data', (chunk) => {
      stderr += chunk;
    });
    const exited = new Promise<void>((resolve) => demo.once('close', () => resolve()));
    try {
      const printed = await new Promise<string>((resolve, reject) => {
        let output = '';
        demo.stdout.setEncoding('utf8').on('data', (chunk) => {
          output += chunk;
          if (output.includes('Ctrl+C')) resolve(output);
        });
        exited.then(() => reject(new Error(`the demo ended: ${output}${stderr}`)));
      });
      const addresses = printed.match(/http:\/\/\S+/g) ?? [];
      expect(addresses).toHaveLength(1);
      const [address = ''] = addresses;

      const page = await fetch(address);
      expect({ status: page.status, type: page.headers.get('content-type') }).toEqual({
        status: 200,
        type: 'text/html; charset=utf-8',
      });
      const typed = await fetch(`${address}/sandbox/command`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ user: 'anna', channel: '#marketing', text: '/cleverreach stats' }),
      });
      expect(await typed.text()).toContain('CleverReach verbinden');
      expect(stderr).toBe('');
    } finally {
      // Also when something failed above; `close` comes once every process of the group has let go of its output.
      if (demo.pid !== undefined) process.kill(-demo.pid, 'SIGINT');
      await exited;
    }
  });
});
