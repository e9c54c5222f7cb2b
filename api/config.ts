import { type Static, Type } from 'typebox'

const seconds = (value: number, description: string) =>
  Type.Number({ minimum: 0.1, maximum: 3600, default: value, description: `${description}, seconds` })
const count = (value: number, description: string) =>
  Type.Integer({ minimum: 1, maximum: 1_000_000, default: value, description })

/** What the API reads from its environment. It refuses to start when a key is wrong. */
export const ApiConfigSchema = Type.Object({
  DATABASE_URL: Type.String({
    pattern: '^postgres(ql)?://',
    description: 'PostgreSQL, as postgres://user:password@host:port/name',
  }),
  REDIS_URL: Type.String({ pattern: '^rediss?://', description: 'Redis, as redis://:password@host:port' }),
  ASSAY_DATA_DIR: Type.String({ default: '.assay', description: 'folder for the blobs' }),
  ASSAY_ADMIN_TOKEN: Type.String({
    minLength: 20,
    secret: true,
    description: 'the first admin token, at least 20 characters',
  }),
  ASSAY_QUEUE_PREFIX: Type.String({
    default: 'assay',
    pattern: '^[A-Za-z0-9_-]{1,60}$',
    description: 'namespace of the queues in Redis',
  }),
  HOST: Type.String({ default: '127.0.0.1', description: 'address to listen on' }),
  PORT: Type.Integer({ minimum: 0, maximum: 65535, default: 8080, description: 'port to listen on, 0 for any' }),
  ASSAY_TRUST_PROXY: Type.String({
    default: '',
    description: 'addresses of reverse proxies whose X-Forwarded-For is trusted, comma-separated',
  }),
  ASSAY_PUBLIC_URL: Type.String({
    default: '',
    pattern: '^(https?://.+)?$',
    description: 'address of the pages for users, as https://assay.example; used in links and sent to the LMS',
  }),
  ASSAY_LANGUAGES_LEFT_OUT: Type.String({
    default: '',
    pattern: '^[a-z, ]*$',
    description: 'languages that no worker has an image for, comma-separated; submissions in them are refused',
  }),
  ASSAY_LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    description: 'lowest level that is logged',
  }),
  ASSAY_REQUESTS_PER_MINUTE: count(600, 'requests that one owner, or one address without a token, may send per minute'),
  ASSAY_UPLOADS_PER_MINUTE: count(30, 'uploads that one owner may send per minute'),
  ASSAY_WAITING_PER_OWNER: count(20, 'runs of one owner that may wait at the same time'),
  ASSAY_MAX_FAILURES: count(3, 'failed deliveries after which a run ends as not-assessed'),
  ASSAY_RETRY_SECONDS: seconds(
    3,
    'time before a run that failed because of an internal error is retried; doubles with each retry',
  ),
  ASSAY_REQUEST_SECONDS: seconds(120, 'time a request may take to arrive'),
  ASSAY_BUSY_SECONDS: seconds(2, 'event loop delay at which requests are refused'),
  ASSAY_RECONCILE_SECONDS: seconds(5, 'time between two comparisons of the tables with the queue'),
  ASSAY_HOOKS_PER_MINUTE: count(6000, 'webhooks that one connection may send from one address per minute'),
  ASSAY_FETCH_SECONDS: seconds(60, 'time allowed to fetch all files of one submission from an LMS'),
  ASSAY_WEBHOOK_SECONDS: seconds(20, 'time a receiver of grades may take to respond'),
  ASSAY_LMS_RETRY_SECONDS: Type.Number({
    minimum: 0.0001,
    maximum: 3600,
    default: 5,
    description: 'time before a failed event or grade is retried, seconds; later waits grow in proportion to it',
  }),
  ASSAY_HEARTBEAT_SECONDS: seconds(15, 'time between two heartbeats of an event stream'),
})
export type ApiConfig = Static<typeof ApiConfigSchema>

/** The address by which people and other systems reach us, without a slash at its end. */
export const publicUrl = ({ ASSAY_PUBLIC_URL, PORT }: Pick<ApiConfig, 'ASSAY_PUBLIC_URL' | 'PORT'>): string =>
  ASSAY_PUBLIC_URL === '' ? `http://localhost:${PORT}` : ASSAY_PUBLIC_URL.replace(/\/+$/, '')
