import { execFile } from 'node:child_process'
import { readFile, statfs } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Redis } from 'ioredis'
import { firstUid, slotCount, uidsPerSlot } from '../../contracts/roles.js'
import { connectEngine, describeEngine } from '../../worker/sandbox/engine.js'
import { listImages } from '../../worker/sandbox/images/list-images.js'
import { findLeftovers } from '../../worker/sandbox/reaper.js'
import { NoiseWatch } from '../../worker/watch-noise.js'
import type { Asked, EngineFacts, HostFacts, RedisFacts, ServerFacts } from './facts.js'

/** Looks at this machine. Whatever cannot be found out is left undefined, never thrown. */
export async function gatherHostFacts(dataFolder: string): Promise<HostFacts> {
  return {
    platform: process.platform,
    nodeVersion: process.versions.node,
    cpus: availableParallelism(),
    memoryBytes: totalmem(),
    swapBytes: await readSwapBytes(),
    diskFreeBytes: await readFreeBytes(dataFolder),
    isClockSynchronised: await askClock(),
    takenUids: [
      ...(await findTakenUids('/etc/passwd', readPasswdLine)),
      ...(await findTakenUids('/etc/subuid', readSubuidLine)),
    ],
    noise: await listen(),
  }
}

/** Long enough for the kernel to count something, short enough to wait for. */
const listenMs = 2000

async function listen(): Promise<HostFacts['noise']> {
  using watch = await NoiseWatch.begin()
  await wait(listenMs)
  return (await watch.tell()) ?? undefined
}

const readText = (path: string) => readFile(path, 'utf8').catch(() => undefined)

async function readSwapBytes(): Promise<number | undefined> {
  const swaps = await readText('/proc/swaps')
  const sizesKb = swaps
    ?.trim()
    .split('\n')
    .slice(1)
    .map((line) => Number(line.split(/\s+/)[2]))
  return sizesKb && sizesKb.reduce((sum, size) => sum + size, 0) * 1024
}

/** Free bytes for a plain user on the file system of a folder, or of the first folder above it that exists. */
async function readFreeBytes(folder: string): Promise<number | undefined> {
  const found = await statfs(folder).catch(() => undefined)
  if (found) return found.bavail * found.bsize
  return dirname(folder) === folder ? undefined : readFreeBytes(dirname(folder))
}

async function askClock(): Promise<boolean | undefined> {
  const asked = promisify(execFile)('timedatectl', ['show', '--property=NTPSynchronized', '--value'], { timeout: 3000 })
  const answer = await asked.then(({ stdout }) => stdout.trim()).catch(() => undefined)
  return answer === 'yes' ? true : answer === 'no' ? false : undefined
}

type UidRange = readonly [first: number, count: number]

async function findTakenUids(path: string, readLine: (fields: readonly string[]) => UidRange): Promise<string[]> {
  const lines = (await readText(path))?.split('\n') ?? []
  return lines.flatMap((line, index) => {
    const [first, count] = readLine(line.split(':'))
    const isTaken = first < firstUid + slotCount * uidsPerSlot && first + count > firstUid
    return isTaken ? [`${path}:${index + 1}`] : []
  })
}

const readPasswdLine = (fields: readonly string[]): UidRange => [Number(fields[2]), 1]
const readSubuidLine = (fields: readonly string[]): UidRange => [Number(fields[1]), Number(fields[2])]

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

/** Asks the container engine about itself; why it cannot be asked is an answer too. */
export async function gatherEngineFacts(dockerHost: string | undefined): Promise<Asked<EngineFacts>> {
  const engine = connectEngine(dockerHost)
  try {
    const [description, images, leftovers] = await Promise.all([
      describeEngine(engine),
      listImages(engine),
      findLeftovers(engine),
    ])
    const isLocal = dockerHost === undefined || dockerHost.startsWith('unix:')
    const diskFreeBytes = isLocal ? await readFreeBytes(description.rootFolder) : undefined
    return { facts: { ...description, images, leftovers, diskFreeBytes } }
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}
