import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { CallerError } from '../../contracts/errors.js'
import { type Cli, defaultServer } from '../cli.js'
import type { Problem } from '../print/page.js'

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

/** A server refused, or could not be understood: its problem document and HTTP status. */
export class ServerProblem extends Error {
  override readonly name = 'ServerProblem'
  readonly status: number
  readonly code: string
  readonly problem: Problem

  constructor(status: number, code: string, problem: Problem) {
    super(problem.detail)
    this.status = status
    this.code = code
    this.problem = problem
  }
}

/** Reads what came with an error status; whatever is no problem document is told by its status alone. */
export async function readServerProblem(response: Response): Promise<ServerProblem> {
  const fallback = `The server responded with ${response.status} ${response.statusText}`.trim()
  const body: unknown = await response.json().catch(() => undefined)
  const { title, detail, code, errors, incident } = (typeof body === 'object' ? (body ?? {}) : {}) as Record<
    string,
    unknown
  >
  const places = Array.isArray(errors) ? errors.map(readDetail) : []
  return new ServerProblem(response.status, textOf(code) ?? 'unknown', {
    title: textOf(title) ?? fallback,
    detail: textOf(detail) ?? textOf(title) ?? fallback,
    errors: typeof incident === 'string' ? [...places, { pointer: 'incident', detail: incident }] : places,
  })
}

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

function readDetail(value: unknown) {
  const { pointer, detail } = (value ?? {}) as Record<string, unknown>
  return { pointer: textOf(pointer) ?? '', detail: textOf(detail) ?? '' }
}

/** How to reach an Assay that `npm start` set up on this machine. */
export interface LocalServer {
  url?: string
  adminToken?: string
  redisUrl?: string
}

/** Reads what `npm start` left in the data folder; nothing where it never ran or its file is not ours to read. */
export async function readLocalServer(dataFolder: string): Promise<LocalServer> {
  const text = await readFile(join(dataFolder, 'settings.json'), 'utf8').catch(() => '{}')
  const settings = parseSettings(text)
  const known = ['url', 'adminToken', 'redisUrl'] as const
  return Object.fromEntries(known.flatMap((key) => (typeof settings[key] === 'string' ? [[key, settings[key]]] : [])))
}

function parseSettings(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}
