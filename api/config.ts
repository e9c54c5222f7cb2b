import { Type, type Static } from 'typebox'

const seconds = (value: number, description: string) => Type.Number({ minimum: 0.1, maximum: 3600, default: value, description: `${description}, seconds` })
const count = (value: number, description: string) => Type.Integer({ minimum: 1, maximum: 1_000_000, default: value, description })

/** What the API reads from its environment. It refuses to start when a key is wrong. */
export const ApiConfigSchema = Type.Object({
  DATABASE_URL: Type.String({ pattern: '^postgres(ql)?://', description: 'PostgreSQL, as postgres://user:password@host:port/name' }),
  REDIS_URL: Type.String({ pattern: '^rediss?://', description: 'Redis, as redis://:password@host:port' }),
  ASSAY_DATA_DIR: Type.String({ default: '.assay', description: 'folder of the blobs' }),
  ASSAY_ADMIN_TOKEN: Type.String({ minLength: 20, secret: true, description: 'the first admin token, at least 20 characters' }),
  ASSAY_QUEUE_PREFIX: Type.String({ default: 'assay', pattern: '^[A-Za-z0-9_-]{1,60}$', description: 'namespace of the queues in Redis' }),
  HOST: Type.String({ default: '127.0.0.1', description: 'address to listen on' }),
  PORT: Type.Integer({ minimum: 0, maximum: 65535, default: 8080, description: 'port to listen on, 0 for any' }),
  ASSAY_TRUST_PROXY: Type.String({ default: '', description: 'addresses of reverse proxies whose X-Forwarded-For is believed, comma-separated' }),
  ASSAY_PUBLIC_URL: Type.String({ default: '', pattern: '^(https?://.+)?$', description: 'address by which people reach the pages, as https://assay.example; in links and to the LMS' }),
  ASSAY_LANGUAGES_LEFT_OUT: Type.String({ default: '', pattern: '^[a-z, ]*$', description: 'languages that no worker has an image for, comma-separated; submissions in them are refused' }),
  ASSAY_LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], { default: 'info', description: 'least level that is logged' }),
  ASSAY_REQUESTS_PER_MINUTE: count(600, 'requests one owner, or one address without a token, may make in a minute'),
  ASSAY_UPLOADS_PER_MINUTE: count(30, 'uploads one owner may make in a minute'),
  ASSAY_WAITING_PER_OWNER: count(20, 'runs of one owner that may wait at a time'),
  ASSAY_MAX_FAILURES: count(3, 'failed deliveries after which a run is given up as not-assessed'),
  ASSAY_RETRY_SECONDS: seconds(3, 'time until a run that failed by a fault of ours is tried again, twice as long each time after'),
  ASSAY_REQUEST_SECONDS: seconds(120, 'time a request may take to arrive'),
  ASSAY_BUSY_SECONDS: seconds(2, 'delay of the event loop at which requests are turned away'),
  ASSAY_RECONCILE_SECONDS: seconds(5, 'time between two comparisons of our tables with the queue'),
  ASSAY_HOOKS_PER_MINUTE: count(6000, 'webhooks one connection may send from one address in a minute'),
  ASSAY_FETCH_SECONDS: seconds(60, 'time to fetch all files of one hand-in from an LMS'),
  ASSAY_WEBHOOK_SECONDS: seconds(20, 'time a receiver of grades may take to answer'),
  ASSAY_LMS_RETRY_SECONDS: Type.Number({ minimum: 0.0001, maximum: 3600, default: 5, description: 'time until an event or a grade that failed is tried again, seconds; later waits grow in proportion to it' }),
  ASSAY_HEARTBEAT_SECONDS: seconds(15, 'time between two heartbeats of an event stream'),
})
export type ApiConfig = Static<typeof ApiConfigSchema>
