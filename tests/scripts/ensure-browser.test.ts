import t from 'tap'
import { loadScript } from './load-script.js'

const { ensureBrowsers, findChromium, findFirefox, installFirefox, refuseChromiumInstall } =
  await loadScript('bootstrap/ensure-browser.mjs')

t.test('browsers that are there need nothing', async (t) => {
  await t.resolves(ensureBrowsers({ progress: { tell: t.fail } }, () => true))
})

t.test('takes the first Chromium there is', async (t) => {
  t.equal(
    findChromium((path: string) => path.includes('chrom')),
    '/usr/bin/chromium',
  )
  t.equal(
    findChromium((path: string) => path.endsWith('google-chrome')),
    '/usr/bin/google-chrome',
  )
  t.equal(
    findChromium(() => false),
    undefined,
  )
})

t.test('takes the Firefox of the distribution', async (t) => {
  t.equal(
    findFirefox((path: string) => path.includes('firefox')),
    '/usr/bin/firefox-esr',
  )
  t.equal(
    findFirefox(() => false),
    undefined,
  )
})

t.test('where Chromium cannot be installed one line says what to do', async (t) => {
  t.throws(() => refuseChromiumInstall({ uid: 0, hasApt: false }), {
    message: /there is no apt-get to install it with: install Chromium or Chrome yourself\.$/,
  })
  t.throws(() => refuseChromiumInstall({ uid: 1000, hasApt: true }), {
    message: /only root can install it: run this once as root, or install the package chromium\.$/,
  })
  t.doesNotThrow(() => refuseChromiumInstall({ uid: 0, hasApt: true }))
})

t.test('where Firefox cannot be installed one line says that tests are skipped', async (t) => {
  const lines: string[] = []
  const progress = { tell: (line: string) => lines.push(line) }
  await installFirefox(progress, { uid: 0, hasApt: false })
  await installFirefox(progress, { uid: 1000, hasApt: true })
  t.same(lines, [
    'Firefox is missing (/usr/bin/firefox-esr), so tests in it are skipped: there is no apt-get to install it with.',
    'Firefox is missing (/usr/bin/firefox-esr), so tests in it are skipped: run this once as root, or install the package firefox-esr.',
  ])
})
