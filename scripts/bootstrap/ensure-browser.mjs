import { existsSync } from 'node:fs'
import { installByApt, lastLines, SetupProblem } from './run-program.mjs'

/** @import { Progress } from './run-program.mjs' */

const chromiums = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const firefox = '/usr/bin/firefox-esr'

/** The path of Chromium, or `undefined`. */
export const findChromium = (exists = existsSync) => chromiums.find((path) => exists(path))

/** The path of Firefox, or `undefined`. */
export const findFirefox = (exists = existsSync) => (exists(firefox) ? firefox : undefined)

const readSurroundings = () => ({ uid: process.getuid?.(), hasApt: existsSync('/usr/bin/apt-get') })

/**
 * Installs the distribution's Chromium and Firefox if they are missing. Only the page tests need them. If Chromium
 * cannot be installed, throws a `SetupProblem` with what to do. Without Firefox, the few tests in it are skipped.
 * `exists` is for tests.
 * @param {{ progress: Progress }} options
 */
export async function ensureBrowsers({ progress }, exists = existsSync) {
  if (!findChromium(exists)) await installChromium(progress)
  if (!findFirefox(exists)) await installFirefox(progress)
}

/** @param {Progress} progress */
async function installChromium(progress) {
  refuseChromiumInstall()
  progress.tell('Installing Chromium from the distribution, for the page tests')
  // A browser without any font would lay out pages that nobody ever sees.
  const { exitCode, output } = await installByApt('chromium', 'fonts-dejavu-core')
  if (exitCode !== 0 || !findChromium())
    throw new SetupProblem(
      `apt-get could not install chromium: install Chromium or Chrome yourself.${lastLines(output)}`,
    )
}

/** Throws if Chromium cannot be installed. The surroundings are for tests. */
export function refuseChromiumInstall({ uid, hasApt } = readSurroundings()) {
  const missing = `Chromium, which the page tests need, is missing (${chromiums.join(', ')})`
  if (!hasApt)
    throw new SetupProblem(
      `${missing}, and there is no apt-get to install it with: install Chromium or Chrome yourself.`,
    )
  if (uid !== 0)
    throw new SetupProblem(
      `${missing}, and only root can install it: run this once as root, or install the package chromium.`,
    )
}

/**
 * If Firefox cannot be installed, only reports that its tests are skipped. The surroundings are for tests.
 * @param {Progress} progress
 */
export async function installFirefox(progress, { uid, hasApt } = readSurroundings()) {
  const skipped = `Firefox is missing (${firefox}), so tests in it are skipped`
  if (!hasApt) return progress.tell(`${skipped}: there is no apt-get to install it with.`)
  if (uid !== 0) return progress.tell(`${skipped}: run this once as root, or install the package firefox-esr.`)
  progress.tell('Installing Firefox from the distribution, for the page tests')
  const { exitCode, output } = await installByApt('firefox-esr')
  if (exitCode !== 0) progress.tell(`${skipped}: apt-get could not install firefox-esr.${lastLines(output)}`)
}
