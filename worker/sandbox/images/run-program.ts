import { spawn } from 'node:child_process'

/** How much of a program's output is kept, in characters: its end says what went wrong. */
const keptOutputLimit = 4000

/** Runs a program of this machine to its end. Both its outputs are kept as one. */
export function runProgram(
  program: string,
  args: string[],
  folder: string,
): Promise<{ exitCode: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const collect = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-keptOutputLimit)
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.once('error', reject)
    child.once('close', (exitCode) => resolve({ exitCode, output }))
  })
}
