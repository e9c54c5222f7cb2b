import { checkEngine } from './engine-rules.js'
import { type Asked, type Facts, fail, type Finding, ok, type RedisFacts, type ServerFacts, warn } from './facts.js'
import { checkHost, checkNoise, checkSpeedCores } from './host-rules.js'

/** Facts in, findings out, in the order a person mends them. */
export function findingsOf(facts: Facts): Finding[] {
  return [
    ...checkHost(facts.host),
    ...checkSpeedCores(facts.host),
    ...checkNoise(facts.host),
    ...checkEngine(facts.engine),
    ...(facts.server ? checkServer(facts.server) : []),
    ...(facts.redis ? checkRedis(facts.redis) : []),
  ]
}

/** Whether the configured API answers and is ready. */
function checkServer(server: Asked<ServerFacts>): Finding[] {
  if ('failure' in server) return [fail('server', server.failure, 'Start it (`npm start`), or correct ASSAY_SERVER.')]
  const { url, isReady, detail } = server.facts
  if (isReady) return [ok('server', `${url} is ready`)]
  return [
    fail(
      'server',
      `${url} is not ready: ${detail}`,
      'Check its log; PostgreSQL, Redis and the data folder must be reachable.',
    ),
  ]
}

/** Whether Redis keeps what the queue gives it. */
function checkRedis(redis: Asked<RedisFacts>): Finding[] {
  if ('failure' in redis) return [fail('redis', redis.failure, 'Start it, or correct REDIS_URL.')]
  const { maxmemoryPolicy, hasAppendOnly, needsPassword } = redis.facts
  return [
    maxmemoryPolicy === 'noeviction'
      ? ok('redis policy', maxmemoryPolicy)
      : fail(
          'redis policy',
          maxmemoryPolicy,
          'Set maxmemory-policy noeviction: any other policy drops queued runs when memory is low.',
        ),
    hasAppendOnly
      ? ok('redis file', 'append-only')
      : warn(
          'redis file',
          'no append-only file',
          'Set appendonly yes: otherwise a restart empties the queue, and runs wait until they are queued again.',
        ),
    needsPassword
      ? ok('redis password', 'required')
      : fail('redis password', 'none', 'Set requirepass: anyone who can reach this Redis can forge results.'),
  ]
}
