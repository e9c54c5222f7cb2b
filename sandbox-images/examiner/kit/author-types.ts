import type { IncomingHttpHeaders } from 'node:http'
import type { MeasureName } from '../../../contracts/protocol/speed-measures.js'

export type TestBody = (fixtures: Fixtures) => void | Promise<void>

/** What a test receives. Do not connect yourself: everything that these open is closed when the test ends. */
export interface Fixtures {
  /** Requests to the learner's service. */
  http: Http
  /**
   * The exercise's PostgreSQL or MariaDB, over the examiner's own connection. Only if `exercise.yaml` lists one of
   * them.
   */
  db: Database
  /** The exercise's Redis, over the examiner's own connection. Only if `exercise.yaml` lists `redis`. */
  redis: Redis
  /** The learner's running service. */
  subject: Subject
  /**
   * The databases and caches that `exercise.yaml` lists. If left paused or stopped, they are restored after the test.
   */
  services: Record<ServiceName, Service>
  /**
   * Starts `count` calls at the same moment and waits for all of them.
   * Returns their results in order; throws the first failure once all are over.
   */
  together<T>(count: number, call: (index: number) => T | Promise<T>): Promise<T[]>
  /** Repeatable random values, from the run's seed and the test's id. Each run has a different seed. */
  random: Random
  /** Aborts when the test's time is over; pass it to anything of your own that must stop then. */
  signal: AbortSignal
}

export type ServiceName = 'postgres' | 'mariadb' | 'redis'

/**
 * Each request uses its own connection to the service (127.0.0.1, or ::1 if it listens only there) and is recorded for
 * the report.
 * Redirects are not followed, bodies are not inflated, and a response is at most 1 MB.
 * Throws `HttpFailure` if there is no usable response; any status is a usable response.
 */
export interface Http {
  get(path: string, options?: RequestOptions): Promise<HttpResponse>
  post(path: string, options?: RequestOptions): Promise<HttpResponse>
  put(path: string, options?: RequestOptions): Promise<HttpResponse>
  patch(path: string, options?: RequestOptions): Promise<HttpResponse>
  delete(path: string, options?: RequestOptions): Promise<HttpResponse>
  head(path: string, options?: RequestOptions): Promise<HttpResponse>
  options(path: string, options?: RequestOptions): Promise<HttpResponse>
  request(method: string, path: string, options?: RequestOptions): Promise<HttpResponse>
}

export interface RequestOptions {
  /** Sent as JSON with `content-type: application/json`. */
  json?: unknown
  /** Sent as it is; a form sets its own content-type. Not together with `json`. */
  body?: string | Uint8Array | URLSearchParams | FormData | Blob
  /** Added to the client's own headers, or replacing them. */
  headers?: Record<string, string>
  /** Time for the whole exchange in milliseconds, whether or not bytes keep coming. Default 5000. */
  timeoutMs?: number
}

export interface HttpResponse {
  status: number
  /** By lower-case name. Repeated headers are joined by commas, but `set-cookie` is always a list. */
  headers: IncomingHttpHeaders
  /** The body as UTF-8. */
  text: string
  /** The parsed body; `undefined` if it is not JSON or nested more than 100 levels deep. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json: any
  /** From sending the request to the end of the response, in milliseconds. */
  ms: number
}

export interface Database {
  /**
   * Runs one SELECT, INSERT, UPDATE or DELETE with the rights of the learner's role, in its own transaction. Parameters
   * are `$1`, `$2` … in PostgreSQL and `?` in MariaDB. 64-bit integers, and in MariaDB sums of integers, are numbers if
   * a number can hold them; enums of PostgreSQL are text. A statement without a result has no rows.
   *
   * Every table it names must be an ordinary one (`docs/exercises.md` says which are): otherwise the test fails, even
   * if it catches the error. Errors of the server are thrown with their `sqlState`, such as `'23505'`.
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  query<Row = any>(sql: string, params?: readonly unknown[]): Promise<{ rows: Row[] }>
}

export interface Redis {
  /** Sends one command: `redis.call('GET', 'key')`. */
  call(command: string, ...args: (string | number)[]): Promise<unknown>
}

/** Both keep the service's `/data`, and resolve when it responds again; the test fails if it never does. */
export interface Subject {
  /** SIGTERM, two seconds to end, then a new start. */
  restart(): Promise<void>
  /** SIGKILL, then a new start. */
  kill(): Promise<void>
}

export interface Service {
  /** Freezes it: connections stay open and nothing responds. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** Ends it: connections are refused. Its data are kept. */
  stop(): Promise<void>
  /** Resolves when it listens again. */
  start(): Promise<void>
}

export interface Random {
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number
  /** One of the values. */
  pick<T>(values: readonly T[]): T
  /** The values in random order; the list itself does not change. */
  shuffle<T>(values: readonly T[]): T[]
  /** A lower-case English word. */
  word(): string
  /** `count` words with spaces between them. */
  words(count: number): string
  /** An address at `example.test`. */
  email(): string
  /** A version 4 UUID. */
  uuid(): string
}

export type Measure = MeasureName

export interface ScenarioOptions<Data = unknown> {
  /** Weight of the scenario relative to the others. Default 1. */
  weight?: number
  /** One sentence that helps a learner who loses points here. Default none. */
  hint?: string
  /** Names the scenario in reports: lower-case letters, digits, dashes. Default: made from the title. */
  id?: string
  /** What one request is about, for sentences such as "31 SQL statements for one page of 10". Default "a request". */
  unit?: string
  /** The smallest number of rows; also measured at four and sixteen times as many. Needs `seed`. */
  rows?: number
  /** Average number of requests per second, regardless of their outcome. Default 80. */
  perSecond?: number
  /** Requests of one trial. Default 40. */
  requestsPerTurn?: number
  /**
   * Ratios to the reference: at most `full` earns all points, `none` or more earns none; `null` leaves a measure out.
   */
  thresholds?: Partial<Record<Measure, { full: number; none: number } | null>>
  /** Adds rows, from the `from` that exist up to `to`. What it returns is the `data` of all later requests. */
  seed?(fixtures: SeedFixtures<Data>): Data | Promise<Data>
  /** Kinds of request, drawn by weight. */
  requests: readonly ScenarioRequest<Data>[]
  /**
   * Reads back one acknowledged write after the service was killed and started again; throws, or returns `false`, if it
   * is missing. Required if the scenario writes: `assay verify` names those that have none.
   */
  audit?(fixtures: AuditFixtures<Data>): unknown
}

export interface ScenarioRequest<Data = unknown> {
  name: string
  /** How often, relative to the other kinds. Default 1. */
  weight?: number
  /** Creates one request. The correct response must depend on the nonce, or on what `random` chose. */
  make(fixtures: { random: Random; nonce: string; data: Data }): PlannedRequest
  /** Throws, or returns `false`, if the response is not the one to this request. */
  check(response: HttpResponse, request: PlannedRequest): unknown
  /**
   * Names the thing that a request writes: a later write to the same thing replaces an earlier one. `false`: it writes
   * nothing. Default: each POST creates a new thing; PUT, PATCH and DELETE change what is at their path; GET and HEAD
   * write nothing.
   */
  writes?: false | ((request: PlannedRequest) => string)
}

export interface PlannedRequest {
  /** Default `GET`. */
  method?: string
  path: string
  json?: unknown
  body?: string | Uint8Array
  headers?: Record<string, string>
  /** Anything the check needs to know. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  expected?: any
}

export interface SeedFixtures<Data = unknown> extends Pick<Fixtures, 'http' | 'db' | 'redis' | 'together' | 'random'> {
  from: number
  to: number
  /** What the last call returned; `undefined` the first time. */
  data: Data | undefined
}

export interface AuditFixtures<Data = unknown> extends Pick<Fixtures, 'http' | 'random'> {
  data: Data
  /** The kind of request, by its name. */
  name: string
  /** What `make` returned. */
  request: PlannedRequest
  /** The response that `check` accepted. Undefined for a write that overlapped an acknowledged one and got none. */
  response: HttpResponse | undefined
}
