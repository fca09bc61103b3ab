import type { FastifyInstance } from 'fastify';
import type { Core } from './core.ts';
import { ApiError, problemLine } from './errors.ts';
import { headersOf } from './http.ts';
import type { Installation } from './installations.ts';
import { isObject, parseJson, text } from './json.ts';
import type { Json, Refusal } from './types.ts';
import { chatMethods } from './web-api-chat.ts';
import { directoryMethods } from './web-api-directory.ts';
import { fileMethods } from './web-api-files.ts';
import { openMethods } from './web-api-open.ts';
import { viewMethods } from './web-api-views.ts';

/** A call with a living token. */
export interface Call {
  args: Json;
  token: string;
  installation: Installation;
}

/** A Web API method: the scopes of which one is needed, and what it does. Throws ApiError. */
export interface Method {
  scopes: string[];
  /** Finds no arguments in a JSON body. */
  formOnly?: boolean;
  run(call: Call): Json | Promise<Json>;
}

/** Arguments that carry JSON inside a form. */
const JSON_ARGUMENTS = ['blocks', 'attachments', 'view', 'metadata', 'message', 'files'];

/** The Web API under `/api/`: form or JSON in, always 200 with `ok` out, but for faults. */
export function webApiRoutes(server: FastifyInstance, core: Core): void {
  const methods: Record<string, Method> = {
    ...directoryMethods(core),
    ...chatMethods(core),
    ...viewMethods(core),
    ...fileMethods(core),
  };
  const open = openMethods(core);

  async function answer(name: string, given: Given, authorization: string | undefined): Promise<Json> {
    const { args, isForm } = given;
    const withoutToken = open[name];
    if (withoutToken !== undefined) return withoutToken(args, authorization);
    const method = methods[name];
    if (method === undefined) throw new ApiError('unknown_method', [], { req_method: name });
    const token = tokenOf(args, authorization);
    if (token === '') throw new ApiError('not_authed');
    const installation = core.installations.byToken(token);
    if (installation === undefined) throw new ApiError('invalid_auth');
    if (!installation.active) throw new ApiError('account_inactive');
    if (method.scopes.length > 0 && !method.scopes.some((scope) => installation.scopes.includes(scope)))
      throw new ApiError('missing_scope', [], {
        needed: method.scopes.join(','),
        provided: installation.scopes.join(','),
      });
    return method.run({ args: method.formOnly === true && !isForm ? {} : withJson(args), token, installation });
  }

  /** What the token has, and what the method takes: Slack says both with every answer. */
  function scopeHeaders(name: string, token: string): Record<string, string> {
    const installation = core.installations.byToken(token);
    if (installation?.active !== true) return {};
    return {
      'x-oauth-scopes': installation.scopes.join(','),
      'x-accepted-oauth-scopes': methods[name]?.scopes.join(',') ?? '',
    };
  }

  server.route({
    method: ['GET', 'POST'],
    url: '/api/:method',
    handler: async (request, reply) => {
      const name = text(request.params, 'method');
      const body = typeof request.body === 'string' ? request.body : '';
      const exchange = core.log.start({
        direction: 'to-slack',
        kind: name.startsWith('oauth.') ? 'oauth' : 'api',
        name,
        request: { method: request.method, url: core.address.url + request.url, headers: headersOf(request), body },
      });
      const fault = await core.faults.hit(name);
      if (fault !== null) {
        const { status, headers } = fault;
        core.log.finish(exchange, {
          outcome: 'refused',
          response: { status, headers, body: fault.body },
          error: status === 200 ? text(parseJson(fault.body), 'error') : `HTTP ${status}`,
        });
        return reply.code(status).headers(headers).send(fault.body);
      }
      let json: Json;
      let problems: Refusal[] = [];
      let granted = {};
      try {
        const given = argumentsOf(request.url, body, request.headers['content-type'] ?? '');
        granted = scopeHeaders(name, tokenOf(given.args, request.headers.authorization));
        json = { ok: true, ...(await answer(name, given, request.headers.authorization)) };
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        problems = error.problems;
        json = { ok: false, error: error.code, ...error.extra, ...complaints(error) };
      }
      const headers = { 'content-type': 'application/json; charset=utf-8', ...granted };
      const sent = JSON.stringify(json);
      const failed = json['ok'] !== true;
      core.log.finish(exchange, {
        outcome: failed ? 'refused' : 'ok',
        response: { status: 200, headers, body: sent },
        error: failed ? text(json, 'error') : null,
        problems,
      });
      return reply.code(200).headers(headers).send(sent);
    },
  });
}

function complaints(error: ApiError): Json {
  if (error.problems.length === 0) return {};
  const lines = error.problems.map(problemLine);
  const metadata = { response_metadata: { messages: lines } };
  return error.code === 'invalid_blocks'
    ? { errors: lines.map((line) => line.replace('[ERROR] ', '')), ...metadata }
    : metadata;
}

/** The arguments of a call, and whether they came as a form. */
interface Given {
  args: Json;
  isForm: boolean;
}

const tokenOf = (args: Json, authorization: string | undefined): string =>
  /^Bearer\s+(.+)$/i.exec(authorization ?? '')?.[1] ?? text(args, 'token');

/** Query, form and JSON arguments as one object. Throws invalid_json and the like. */
function argumentsOf(url: string, body: string, contentType: string): Given {
  const args: Json = Object.fromEntries(new URLSearchParams(url.split('?')[1] ?? ''));
  if (body === '') return { args, isForm: true };
  if (contentType.startsWith('application/json')) {
    const parsed = parseJson(body);
    if (parsed === undefined) throw new ApiError('invalid_json');
    if (!isObject(parsed)) throw new ApiError('json_not_object');
    return { args: { ...args, ...parsed }, isForm: false };
  }
  if (contentType.startsWith('application/x-www-form-urlencoded'))
    return { args: { ...args, ...Object.fromEntries(new URLSearchParams(body)) }, isForm: true };
  throw new ApiError('invalid_post_type');
}

function withJson(args: Json): Json {
  const result = { ...args };
  for (const name of JSON_ARGUMENTS) {
    const value = result[name];
    if (typeof value !== 'string') continue;
    const parsed = parseJson(value);
    if (parsed === undefined)
      throw new ApiError(name === 'blocks' ? 'invalid_blocks_format' : 'invalid_arguments', [
        { pointer: `/${name}`, message: 'must be valid JSON' },
      ]);
    result[name] = parsed;
  }
  return result;
}
