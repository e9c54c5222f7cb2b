import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ImageFile } from './image-folder.js'

/** How much of npm's complaint is worth showing, in characters. */
const shownOutputLimit = 2000

/**
 * Writes an image's files into `folder` and fetches, beside every package-lock.json among them, the packages it
 * pins. They are fetched here and not in the build because an image has no registry set up. No package's script runs.
 */
export async function stageBuildContext(files: readonly ImageFile[], folder: string): Promise<void> {
  for (const { path, isExecutable, content } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content, { mode: isExecutable ? 0o755 : 0o644 })
  }
  const lockfiles = files.filter(({ path }) => path.split('/').at(-1) === 'package-lock.json')
  await Promise.all(lockfiles.map(({ path }) => fetchNpmPackages(dirname(join(folder, path)))))
}

async function fetchNpmPackages(folder: string): Promise<void> {
  const args = ['ci', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const { exitCode, output } = await runProgram('npm', args, folder)
  if (exitCode !== 0) throw new Error(`npm ci failed for ${folder}:\n${output.slice(-shownOutputLimit)}`)
}

function runProgram(program: string, args: string[], folder: string): Promise<{ exitCode: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const collect = (chunk: Buffer) => { output = (output + chunk.toString()).slice(-shownOutputLimit * 2) }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.once('error', reject)
    child.once('close', (exitCode) => resolve({ exitCode, output }))
  })
}
