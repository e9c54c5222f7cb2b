import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { extract } from 'tar-stream'
import t, { type Test } from 'tap'
import { findHostSdk, packHostSdk } from '../../../../worker/sandbox/images/host-sdk.js'

const version = (rid = 'linux-x64') => ({ '.version': `abc\n10.0.401\n${rid}\n`, 'dotnet.dll': 'x' })

/** A machine whose `dotnet` lists these SDKs, each for the system that it names. */
async function makeMachine(test: Test, sdks: Record<string, string>) {
  const folder = test.testdir({
    sdk: Object.fromEntries(Object.entries(sdks).map(([name, rid]) => [name, version(rid)])),
  })
  const program = join(folder, 'dotnet')
  const lines = Object.keys(sdks).map((name) => `echo '${name} [${folder}/sdk]'`)
  await writeFile(program, ['#!/bin/sh', '[ "$1" = --list-sdks ] || exit 1', ...lines].join('\n'), { mode: 0o755 })
  return { folder, program }
}

t.test('the newest SDK of the release is found', async (t) => {
  const { folder, program } = await makeMachine(t, {
    '9.0.999': 'linux-x64',
    '10.0.99': 'linux-x64',
    '10.0.401': 'linux-x64',
    '11.0.100': 'linux-x64',
  })
  t.same(await findHostSdk(program), { root: folder, version: '10.0.401' })
})

t.test('there is none without the program, of another release, as a preview, or for another C library', async (t) => {
  t.equal(await findHostSdk('/nowhere/dotnet'), undefined)
  for (const sdks of [
    {},
    { '9.0.100': 'linux-x64' },
    { '10.0.100-rc.1': 'linux-x64' },
    { '10.0.401': 'linux-musl-x64' },
  ]) {
    t.equal(await findHostSdk((await makeMachine(t, sdks)).program), undefined, JSON.stringify(sdks))
  }
})

t.test('what is packed is the one version with its release', async (t) => {
  const root = t.testdir({
    dotnet: '#!',
    sdk: { '10.0.401': version(), '9.0.100': version() },
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
