import { Redis } from 'ioredis'
import type { Asked, RedisFacts, ServerFacts } from './facts.js'

const patienceMs = 3000

/** Asks an API whether it is ready. */
export async function gatherServerFacts(url: string): Promise<Asked<ServerFacts>> {
  try {
    const response = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(patienceMs) })
    return { facts: { url, isReady: response.ok, detail: (await response.text()).slice(0, 500) } }
  } catch {
    return { failure: `no response from ${url}` }
  }
}

/** Asks Redis how it keeps what it is given, and whether it lets anyone in. */
export async function gatherRedisFacts(redisUrl: string): Promise<Asked<RedisFacts>> {
  const url = new URL(redisUrl)
  const redis = connect(url)
  try {
    await redis.connect()
    const info = Object.fromEntries(
      (await redis.info()).split('\r\n').map((line) => line.split(':') as [string, string]),
    )
    return {
      facts: {
        maxmemoryPolicy: info['maxmemory_policy'] ?? 'unknown',
        hasAppendOnly: info['aof_enabled'] === '1',
        needsPassword: await refusesStrangers(url),
      },
    }
  } catch (error) {
    return { failure: `${url.host}: ${(error as Error).message}` }
  } finally {
    redis.disconnect()
  }
}

/** A connection that fails at once instead of trying for ever. */
function connect(url: URL): Redis {
  const redis = new Redis(url.href, {
    lazyConnect: true,
    connectTimeout: patienceMs,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  })
  return redis.on('error', () => {})
}

async function refusesStrangers(url: URL): Promise<boolean> {
  const stranger = new URL(url)
  stranger.username = ''
  stranger.password = ''
  const redis = connect(stranger)
  try {
    await redis.connect()
    await redis.ping()
    return false
  } catch {
    return true
  } finally {
    redis.disconnect()
  }
}
