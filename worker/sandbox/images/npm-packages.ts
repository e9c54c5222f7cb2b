import { runProgram } from './run-program.js'

/** How much of npm's complaint is worth showing, in characters. */
const shownOutputLimit = 2000

/**
 * Fetches what a package-lock.json pins. Here and not in the build because an image has no registry set up. No
 * package's script runs.
 */
export async function fetchNpmPackages(folder: string): Promise<void> {
  const args = ['ci', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const { exitCode, output } = await runProgram('npm', args, folder)
  if (exitCode !== 0) throw new Error(`npm ci failed for ${folder}:\n${output.slice(-shownOutputLimit)}`)
}
