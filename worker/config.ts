import { Type } from 'typebox'
import { riskNames } from './sandbox/engine-risks.js'

/** What a worker reads from its environment. It has no database and no secret of the API. */
export const WorkerConfigSchema = Type.Object({
  REDIS_URL: Type.String({ pattern: '^rediss?://', description: 'Redis, as redis://:password@host:port' }),
  ASSAY_DATA_DIR: Type.String({ default: '.assay', description: 'folder of the blobs' }),
  ASSAY_QUEUE_PREFIX: Type.String({
    default: 'assay',
    pattern: '^[A-Za-z0-9_-]{1,60}$',
    description: 'namespace of the queues in Redis',
  }),
  ASSAY_WORKER_NAME: Type.String({
    default: '',
    pattern: '^[A-Za-z0-9_.-]{0,60}$',
    description: 'name of this worker, on its containers and in the log; by default host name and process id',
  }),
  ASSAY_CONCURRENCY: Type.Integer({
    minimum: 1,
    maximum: 64,
    default: 1,
    description: 'runs at a time in this process',
  }),
  ASSAY_LOCK_SECONDS: Type.Number({
    minimum: 1,
    maximum: 600,
    default: 20,
    description: 'time after which a worker that does not report loses its run, in seconds',
  }),
  ASSAY_GRACE_SECONDS: Type.Number({
    minimum: 0,
    maximum: 600,
    default: 20,
    description: 'time a run has to finish when the worker is stopped, in seconds',
  }),
  ASSAY_LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    description: 'lowest level that is logged',
  }),
  HOST: Type.String({
    default: '',
    description: 'where the API listens; if empty, a Redis on another machine means that others can reach the API',
  }),
  ASSAY_PUBLIC_URL: Type.String({
    default: '',
    pattern: '^(https?://.+)?$',
    description: 'address at which users reach the API, if they do',
  }),
  ASSAY_ACCEPT_RISKS: Type.String({
    default: '',
    pattern: `^((${riskNames.join('|')})(, ?|$))*$`,
    description:
      'risks of the container engine that are accepted although others can reach the API, by their names in `assay doctor`, comma-separated',
  }),
  DOCKER_HOST: Type.String({ default: '', description: 'container engine; the local socket when empty' }),
})
