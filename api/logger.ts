import type { FastifyBaseLogger } from 'fastify'

/** What anything of the API logs to: one JSON line a message. */
export type Logger = FastifyBaseLogger
