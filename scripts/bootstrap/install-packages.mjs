import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lastLines, runProgram } from './run-program.mjs'
import { SetupProblem } from './setup-problem.mjs'

/** Installs the packages that package-lock.json names, unless node_modules was made from this very file. */
export async function installPackages(root, progress) {
  const stampFile = join(root, 'node_modules', '.assay-lockfile')
  const digest = createHash('sha256').update(await readFile(join(root, 'package-lock.json'))).digest('hex')
  if ((await readFile(stampFile, 'utf8').catch(() => '')) === digest) return
  progress.tell('Installing the packages of package-lock.json')
  const { exitCode, output } = await runProgram('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root })
  if (exitCode === 127) throw new SetupProblem('npm was not found: install npm together with Node.')
  if (exitCode !== 0) throw new SetupProblem(`npm ci failed (is a package registry reachable?):${lastLines(output)}`)
  await writeFile(stampFile, digest)
}
