import { checkEngine } from './engine-rules.js'
import type { Facts } from './facts.js'
import type { Finding } from './finding.js'
import { checkHost } from './host-rules.js'
import { checkNoise, checkSpeedCores } from './noise-rules.js'
import { checkRedis, checkServer } from './server-rules.js'

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
