import { join } from 'node:path'
import { findHostSdk } from './host-sdk.js'
import { runProgram } from './run-program.js'

/** How much of the complaint is worth showing, in characters. */
const shownOutputLimit = 2000

/**
 * Fetches, into `packages` beside a packages.lock.json, what it pins. Here and not in the build because an image has no
 * registry set up; where this machine has no SDK, the image is made of the official one, and fetches them itself.
 */
export async function fetchNugetPackages(folder: string, findSdk = findHostSdk): Promise<void> {
  const sdk = await findSdk()
  if (sdk === undefined) return
  const args = ['restore', '--locked-mode', '--packages', join(folder, 'packages'), '--verbosity', 'quiet']
  const { exitCode, output } = await runProgram(join(sdk.root, 'dotnet'), args, folder)
  if (exitCode !== 0) throw new Error(`dotnet restore failed for ${folder}:\n${output.slice(-shownOutputLimit)}`)
}
