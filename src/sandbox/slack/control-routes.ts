import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Control } from './control.ts';
import { defined, fieldValue, flags, json, name, target, userFields, which } from './control-arguments.ts';
import type { Core } from './core.ts';
import { ControlError } from './errors.ts';
import { isObject, parseJson } from './json.ts';

/** A control method behind a route: how its JSON body is read, and the call. */
type Route = (body: unknown) => unknown;

function route<S extends z.ZodType>(schema: S, call: (body: z.output<S>) => unknown): Route {
  return (body) => call(schema.parse(body));
}

/**
 * The control methods over HTTP: `POST /sandbox/<method>` with the arguments by name in a JSON object, the result as JSON
 * (`null` when there is none). Errors: 400 with `{error, message}`. `GET /sandbox/events` streams every change.
 */
export function controlRoutes(server: FastifyInstance, core: Core, control: Control): void {
  const routes: { [K in keyof Control]: Route } = {
    snapshot: route(z.object({}), () => control.snapshot()),
    command: route(z.object({ user: name, channel: name, text: z.string() }), (b) =>
      control.command(b.user, b.channel, b.text),
    ),
    say: route(
      z.object({
        user: name,
        channel: name,
        text: z.string(),
        threadTs: name.optional(),
        files: z.array(json).optional(),
      }),
      ({ user, channel, text, ...options }) => control.say(user, channel, text, defined(options)),
    ),
    shortcut: route(z.object({ user: name, callbackId: name, channel: name.optional() }), (b) =>
      control.shortcut(b.user, b.callbackId, defined({ channel: b.channel })),
    ),
    messageShortcut: route(z.object({ user: name, channel: name, ts: name, callbackId: name }), (b) =>
      control.messageShortcut(b.user, b.channel, b.ts, b.callbackId),
    ),
    press: route(
      z.object({ user: name, target, which, confirm: flags.confirm, forgedValue: z.string().optional() }),
      (b) =>
        control.press(b.user, b.target, defined(b.which), defined({ confirm: b.confirm, forgedValue: b.forgedValue })),
    ),
    choose: route(
      z.object({
        user: name,
        target,
        which,
        option: z.union([z.string(), z.array(z.string())]),
        query: z.string().optional(),
        confirm: flags.confirm,
      }),
      (b) =>
        control.choose(b.user, b.target, defined(b.which), b.option, defined({ query: b.query, confirm: b.confirm })),
    ),
    suggest: route(z.object({ user: name, target, which, query: z.string() }), (b) =>
      control.suggest(b.user, b.target, defined(b.which), b.query),
    ),
    fill: route(
      z.object({
        user: name,
        target,
        values: z.record(z.string(), fieldValue),
        force: flags.force,
        silent: z.boolean().optional(),
      }),
      (b) => control.fill(b.user, b.target, b.values, defined({ force: b.force, silent: b.silent })),
    ),
    submit: route(z.object({ user: name, target: target.default('modal'), force: flags.force }), (b) =>
      control.submit(b.user, b.target, defined({ force: b.force })),
    ),
    closeView: route(z.object({ user: name, target: target.default('modal'), all: flags.all }), (b) =>
      control.closeView(b.user, b.target, defined({ all: b.all })),
    ),
    openHome: route(z.object({ user: name, tab: z.enum(['home', 'messages']).default('home') }), (b) =>
      control.openHome(b.user, b.tab),
    ),
    messagesFor: route(z.object({ user: name, channel: name }), (b) => control.messagesFor(b.user, b.channel)),
    readFile: route(z.object({ user: name, file: name }), (b) => control.readFile(b.user, b.file)),
    currentView: route(z.object({ user: name }), (b) => control.currentView(b.user)),
    viewStack: route(z.object({ user: name }), (b) => control.viewStack(b.user)),
    homeView: route(z.object({ user: name }), (b) => control.homeView(b.user)),
    inviteApp: route(z.object({ user: name, channel: name }), (b) => control.inviteApp(b.user, b.channel)),
    consent: route(
      z.object({
        user: name,
        authorizeUrl: name,
        enterprise: z.boolean().optional(),
        allow: z.boolean().optional(),
        without: z.array(name).optional(),
      }),
      ({ user, authorizeUrl, ...options }) => control.consent(user, authorizeUrl, defined(options)),
    ),
    addWorkspace: route(
      z.object({ name, domain: name.optional(), enterprise: z.union([z.object({ name }), name]).optional() }),
      (b) => control.addWorkspace(defined(b)),
    ),
    addUser: route(z.object({ workspace: name, user: userFields.extend({ name }) }), (b) =>
      control.addUser(b.workspace, defined(b.user)),
    ),
    addChannel: route(
      z.object({
        workspace: name,
        name,
        kind: z.enum(['public', 'private']).optional(),
        members: z.array(name).optional(),
      }),
      ({ workspace, ...channel }) => control.addChannel(workspace, defined(channel)),
    ),
    changeUser: route(z.object({ user: name, change: userFields }), (b) =>
      control.changeUser(b.user, defined(b.change)),
    ),
    installUrl: route(
      z.object({ state: z.string().optional(), redirectUri: name.optional(), team: name.optional() }),
      (b) => control.installUrl(defined(b)),
    ),
    install: route(
      z.object({
        workspace: name,
        user: name.optional(),
        scopes: z.array(name).optional(),
        enterprise: z.boolean().optional(),
      }),
      ({ workspace, ...options }) => control.install(workspace, defined(options)),
    ),
    uninstall: route(
      z.object({ workspace: name, first: z.enum(['app_uninstalled', 'tokens_revoked']).optional() }),
      (b) =>
        control.uninstall(
          b.workspace,
          b.first === 'tokens_revoked' ? { order: ['tokens_revoked', 'app_uninstalled'] } : {},
        ),
    ),
    revokeAccess: route(z.object({ workspace: name }), (b) => control.revokeAccess(b.workspace)),
    sendEvent: route(z.object({ workspace: name, event: json }), (b) => control.sendEvent(b.workspace, b.event)),
    deliverRetries: route(z.object({}), () => control.deliverRetries()),
    redeliver: route(z.object({ exchange: z.number().int(), body: z.string().optional() }), (b) =>
      control.redeliver(b.exchange, defined({ body: b.body })),
    ),
    verifyUrl: route(z.object({}), () => control.verifyUrl()),
    sslCheck: route(z.object({}), () => control.sslCheck()),
    advance: route(z.object({ ms: z.number().min(0) }), (b) => control.advance(b.ms)),
    setFault: route(
      z.object({
        method: name,
        latencyMs: z.number().min(0).optional(),
        status: z.number().int().min(200).max(599).optional(),
        retryAfterS: z.number().min(0).optional(),
        error: name.optional(),
        times: z.number().int().min(1).optional(),
      }),
      (b) => control.setFault(defined(b)),
    ),
    clearFaults: route(z.object({}), () => control.clearFaults()),
    exchanges: route(
      z.object({
        direction: z.enum(['to-app', 'to-slack']).optional(),
        kind: z
          .enum(['command', 'interaction', 'options', 'event', 'check', 'api', 'response_url', 'oauth'])
          .optional(),
        name: name.optional(),
      }),
      (b) => control.exchanges(defined(b)),
    ),
    clearLog: route(z.object({}), () => control.clearLog()),
    guide: route(z.object({}), () => control.guide()),
    tick: route(z.object({ step: name }), (b) => control.tick(b.step)),
    waitForMessage: route(
      z.object({
        user: name,
        channel: name,
        text: name.optional(),
        after: name.optional(),
        timeoutMs: z.number().min(1).max(60_000).optional(),
      }),
      (b) => control.waitForMessage(b.user, b.channel, defined({ text: b.text, after: b.after }), b.timeoutMs),
    ),
  };

  for (const [method, run] of Object.entries(routes)) {
    server.post(`/sandbox/${method}`, async (request, reply) => {
      const body = typeof request.body === 'string' && request.body !== '' ? parseJson(request.body) : {};
      try {
        const result = await run(isObject(body) ? body : null);
        return reply.type('application/json').send(JSON.stringify(result ?? null));
      } catch (error) {
        if (error instanceof ControlError) return reply.code(400).send({ error: error.code, message: error.message });
        if (error instanceof z.ZodError)
          return reply.code(400).send({ error: 'invalid_arguments', message: z.prettifyError(error) });
        throw error;
      }
    });
  }

  server.get('/sandbox/events', (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    reply.raw.write(': connected\n\n');
    const stop = core.feed.onChange((change) => {
      reply.raw.write(`event: ${change.type}\ndata: ${JSON.stringify(change)}\n\n`);
    });
    reply.raw.on('close', stop);
  });
}
