import t from 'tap'
import { loadScript } from './load-script.js'

const { isInstalled } = await loadScript('bootstrap/prepare.mjs')

const wanted = {
  packages: {
    '': { name: 'project' },
    kit: { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/a/node_modules/b': { version: '2.0.0' },
    'node_modules/kit': { resolved: 'kit', link: true },
    'node_modules/for-another-platform': { version: '3.0.0', optional: true },
  },
}
const installed = {
  packages: {
    'node_modules/a': { version: '1.0.0' },
    'node_modules/a/node_modules/b': { version: '2.0.0' },
    'node_modules/kit': { link: true },
  },
}

t.test('packages of the wanted versions need no installing', async (t) => {
  t.ok(isInstalled(wanted, installed))
})

t.test('nothing installed, a missing package or another version all mean installing', async (t) => {
  t.notOk(isInstalled(wanted, {}))
  const { 'node_modules/a': _, ...withoutA } = installed.packages
  t.notOk(isInstalled(wanted, { packages: withoutA }))
  t.notOk(isInstalled(wanted, { packages: { ...installed.packages, 'node_modules/a': { version: '1.0.1' } } }))
})
