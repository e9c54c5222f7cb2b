import { execFile } from 'node:child_process'
import { readFile, statfs } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { firstUid, slotCount, uidsPerSlot } from '../../contracts/roles.js'
import { NoiseWatch } from '../../worker/host/watch-noise.js'
import type { HostFacts } from './facts.js'

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
export async function readFreeBytes(folder: string): Promise<number | undefined> {
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
