import t from 'tap'
import { loadScript } from './load-script.js'

const { ensureBrowser, findBrowser, refuseBrowserInstall } = await loadScript('bootstrap/ensure-browser.mjs')

t.test('a browser that is there needs nothing', async (t) => {
  await t.resolves(ensureBrowser({ progress: { tell: t.fail } }))
})

t.test('takes the first browser there is', async (t) => {
  t.equal(findBrowser((path: string) => path.includes('chrom')), '/usr/bin/chromium')
  t.equal(findBrowser((path: string) => path.endsWith('google-chrome')), '/usr/bin/google-chrome')
  t.equal(findBrowser(() => false), undefined)
})

t.test('where it cannot be installed one line says what to do', async (t) => {
  t.throws(() => refuseBrowserInstall({ uid: 0, hasApt: false }), { message: /there is no apt-get to install it: install Chromium or Chrome yourself\.$/ })
  t.throws(() => refuseBrowserInstall({ uid: 1000, hasApt: true }), { message: /only root can install it: run this once as root, or install the package chromium\.$/ })
  t.doesNotThrow(() => refuseBrowserInstall({ uid: 0, hasApt: true }))
})
