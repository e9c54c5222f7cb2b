import { extract } from 'tar-stream'
import t from 'tap'
import { findHostSdk, packHostSdk } from '../../../../worker/sandbox/images/host-sdk.js'

const version = (rid = 'linux-x64') => ({ '.version': `abc\n10.0.401\n${rid}\n`, 'dotnet.dll': 'x' })
const sdkFolder = (sdk: Record<string, ReturnType<typeof version>>) => ({ dotnet: '#!', sdk })

t.test('the newest SDK of the release is found, in DOTNET_ROOT before the PATH', async (t) => {
  const folder = t.testdir({
    root: sdkFolder({ '10.0.99': version(), '10.0.401': version(), '9.0.999': version(), '11.0.100': version() }),
    other: sdkFolder({ '10.0.500': version() }),
  })
  t.same(await findHostSdk({ DOTNET_ROOT: `${folder}/root`, PATH: `${folder}/other` }), { root: `${folder}/root`, version: '10.0.401' })
  t.same(await findHostSdk({ PATH: `${folder}:${folder}/other` }), { root: `${folder}/other`, version: '10.0.500' })
})

t.test('a link in the PATH is followed to the SDK', async (t) => {
  const folder = t.testdir({ real: sdkFolder({ '10.0.401': version() }), bin: { dotnet: t.fixture('symlink', '../real/dotnet') } })
  t.match(await findHostSdk({ PATH: `${folder}/bin` }), { root: `${folder}/real` })
})

t.test('there is none without the program, of another release, as a preview, or for another C library', async (t) => {
  const folder = t.testdir({
    bare: { sdk: { '10.0.401': version() } },
    runtime: { dotnet: '#!' },
    old: sdkFolder({ '9.0.100': version(), '10.0.100-rc.1': version() }),
    musl: sdkFolder({ '10.0.401': version('linux-musl-x64') }),
  })
  for (const name of ['bare', 'runtime', 'old', 'musl', 'nowhere']) t.equal(await findHostSdk({ PATH: `${folder}/${name}` }), undefined, name)
  t.equal(await findHostSdk({}), undefined)
})

t.test('what is packed is the one version with its release', async (t) => {
  const root = t.testdir({
    ...sdkFolder({ '10.0.401': version(), '9.0.100': version() }),
    host: { fxr: { '10.0.12': { 'libhostfxr.so': '' } } },
    'sdk-manifests': {},
    shared: { 'Microsoft.NETCore.App': { '9.0.1': { 'a.dll': '' }, '10.0.12': { 'a.dll': '' } } },
    packs: { 'Microsoft.NETCore.App.Ref': { '10.0.12': { 'a.dll': '' }, '8.0.0': { 'a.dll': '' } } },
    templates: { 'much.nupkg': '' },
  })
  const files: string[] = []
  for await (const entry of packHostSdk({ root, version: '10.0.401' }, 'opt/dotnet').pipe(extract())) {
    if (entry.header.type === 'file') files.push(entry.header.name)
    entry.resume()
  }
  t.same(files.sort(), [
    'opt/dotnet/dotnet',
    'opt/dotnet/host/fxr/10.0.12/libhostfxr.so',
    'opt/dotnet/packs/Microsoft.NETCore.App.Ref/10.0.12/a.dll',
    'opt/dotnet/sdk/10.0.401/.version',
    'opt/dotnet/sdk/10.0.401/dotnet.dll',
    'opt/dotnet/shared/Microsoft.NETCore.App/10.0.12/a.dll',
  ])
})
