import { existsSync } from 'node:fs'
import { lastLines, runProgram } from './run-program.mjs'
import { SetupProblem } from './setup-problem.mjs'

const programs = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Where a browser for the tests of pages is; `undefined` when there is none. */
export const findBrowser = (exists = existsSync) => programs.find((path) => exists(path))

/**
 * Sees that there is a Chromium for the tests of pages, installing the distribution's where it is missing. Throws
 * `SetupProblem` with what to do. Nothing but tests needs it.
 */
export async function ensureBrowser({ progress }) {
  if (findBrowser()) return
  refuseBrowserInstall()
  progress.tell('Installing Chromium from the distribution, for the page tests')
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
  await runProgram('apt-get', ['update', '-q'], options)
  // A browser without any font would lay out pages that nobody ever sees.
  const { exitCode, output } = await runProgram('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], options)
  if (exitCode !== 0 || !findBrowser()) throw new SetupProblem(`apt-get could not install chromium: install Chromium or Chrome yourself.${lastLines(output)}`)
}

/** Throws when Chromium would have to be installed and cannot be. `surroundings` is for tests. */
export function refuseBrowserInstall(surroundings = { uid: process.getuid?.(), hasApt: existsSync('/usr/bin/apt-get') }) {
  const { uid, hasApt } = surroundings
  const missing = `Chromium, which the page tests need, is missing (${programs.join(', ')})`
  if (!hasApt) throw new SetupProblem(`${missing}, and there is no apt-get to install it: install Chromium or Chrome yourself.`)
  if (uid !== 0) throw new SetupProblem(`${missing}, and only root can install it: run this once as root, or install the package chromium.`)
}
