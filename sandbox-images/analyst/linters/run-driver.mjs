import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const drivers = fileURLToPath(new URL('./drivers/', import.meta.url))
const keptErrors = 1000

/**
 * Runs a driver, a program that reads files with a linter in that linter's language, and yields its lines. `prepare` is
 * given a folder that is empty and the driver's home, and answers what the driver reads from stdin.
 * Throws when it does not end well.
 */
export async function* runDriver([program, ...args], driver, prepare) {
  const home = await mkdtemp(join(tmpdir(), 'driver-'))
  try {
    const input = JSON.stringify(await prepare(home))
    const env = { PATH: process.env.PATH, HOME: home, TMPDIR: home, LANG: 'C.UTF-8' }
    const child = spawn(program, [...args, join(drivers, driver)], { cwd: drivers, env })
    let errors = ''
    child.stderr.on('data', (chunk) => {
      errors = (errors + chunk).slice(-keptErrors)
    })
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    const ended = new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
    for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line)
    const exitCode = await ended
    if (exitCode !== 0) throw new Error(`${driver} ended with ${exitCode}: ${errors}`)
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

/** What a program prints of its version. */
export async function readVersion([program, ...args], pattern) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  return pattern.exec(output)?.[0] ?? 'unknown'
}
