import type { Command } from 'commander'
import type { Cli } from '../cli.js'
import { CallerError } from '../../contracts/errors.js'
import { defaultServer } from '../settings.js'
import { readLocalServer } from './local-server.js'
import { readServerProblem } from './server-problem.js'

/** A running Assay to talk to. Each call throws a `ServerProblem` for an error status. */
export interface Server {
  url: string
  send(path: string, request?: SendOptions): Promise<Response>
  /**
   * Sends and takes JSON. The answer is believed to be of the shape that this version documents; nothing where it is
   * empty.
   */
  call<Answer = void>(method: SendMethod, path: string, body?: object): Promise<Answer>
}

type SendMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface SendOptions {
  method?: SendMethod
  headers?: Record<string, string>
  body?: NonNullable<RequestInit['body']>
}

export interface ServerOptions {
  server?: string
  token?: string
}

/** Adds the two options of every command that talks to a server. */
export function withServerOptions(command: Command): Command {
  return command
    .option('--server <url>', `address of the Assay server (default: ASSAY_SERVER or ${defaultServer})`)
    .option('--token <token>', 'a token (default: ASSAY_TOKEN, or the admin token of a server started here)')
}

/** The server that options, variables or an Assay started here name, in this order. */
export async function openServer(cli: Cli, options: ServerOptions): Promise<Server> {
  const local = await readLocalServer(cli.settings.dataFolder)
  const url = checkUrl(options.server ?? cli.settings.server ?? local.url ?? defaultServer)
  const token = options.token ?? cli.settings.token ?? (isSame(url, local.url) ? local.adminToken : undefined)
  const sendTo = (path: string, request: SendOptions = {}) => send(new URL(path, url), token, request, cli.signal)
  return {
    url: url.href.replace(/\/$/, ''),
    send: sendTo,
    async call<Answer>(method: SendMethod, path: string, body?: object) {
      const json =
        body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      const text = await (await sendTo(path, { method, ...json })).text()
      return (text === '' ? undefined : JSON.parse(text)) as Answer
    },
  }
}

/** An address of several parts: whatever a person typed is one of them and leads nowhere else. Throws `CallerError`. */
export function pathOf(...parts: readonly string[]): string {
  const strange = parts.find((part) => /^\.{0,2}$/.test(part))
  if (strange !== undefined) throw new CallerError('bad-request', `"${strange}" is not a valid name on a server.`)
  return `/v1/${parts.map(encodeURIComponent).join('/')}`
}

async function send(url: URL, token: string | undefined, request: SendOptions, signal: AbortSignal): Promise<Response> {
  const headers = { ...request.headers, ...(token ? { authorization: `Bearer ${token}` } : {}) }
  let response: Response
  try {
    response = await fetch(url, { method: request.method ?? 'GET', headers, body: request.body ?? null, signal })
  } catch (error) {
    if (signal.aborted) throw error
    throw new CallerError(
      'bad-request',
      `No response from ${url.origin}: check that Assay is running (\`npm start\`) and that --server is correct.`,
    )
  }
  if (!response.ok) throw await readServerProblem(response)
  return response
}

function checkUrl(text: string): URL {
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw new CallerError('bad-request', `"${text}" is not an http address of a server.`)
  return new URL(text.endsWith('/') ? text : `${text}/`)
}

const ownNames = new Set(['127.0.0.1', 'localhost', '[::1]', '0.0.0.0'])

/** Whether an address is that of the Assay started here: its admin token goes to nobody else. */
function isSame(url: URL, localUrl: string | undefined): boolean {
  if (localUrl === undefined || !URL.canParse(localUrl)) return false
  const local = new URL(localUrl)
  return (
    url.port === local.port &&
    (url.hostname === local.hostname || (ownNames.has(url.hostname) && ownNames.has(local.hostname)))
  )
}
