import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { loadScript } from './load-script.js'

const { readSettingsFile, writeSettingsFile } = await loadScript('bootstrap/settings-file.mjs')

t.test('passwords and token are made up once and kept', async (t) => {
  const folder = join(t.testdir(), 'data')
  const made = await readSettingsFile(folder)
  await writeSettingsFile(folder, made)
  t.same(await readSettingsFile(folder), made)
  t.match(made, { adminToken: /^assay_.{40,}/, postgresPassword: /^[\w-]{32}$/, redisPassword: /^[\w-]{32}$/ })
  t.not(made.postgresPassword, made.redisPassword)
})

t.test('the file is for its owner alone', async (t) => {
  const folder = join(t.testdir(), 'data')
  await writeSettingsFile(folder, await readSettingsFile(folder))
  t.equal((await stat(join(folder, 'settings.json'))).mode & 0o777, 0o600)
  t.equal((await stat(folder)).mode & 0o777, 0o700)
})

t.test('a damaged file is refused and left alone, not replaced by new passwords', async (t) => {
  const folder = t.testdir({ 'settings.json': '{' })
  await t.rejects(readSettingsFile(folder), {
    message: /settings\.json cannot be read \(.*\): fix it, or restore it from a backup\./,
  })
  t.equal(await readFile(join(folder, 'settings.json'), 'utf8'), '{')
})

t.test('settings of an earlier version get what is new', async (t) => {
  const folder = t.testdir()
  await writeFile(join(folder, 'settings.json'), '{"adminToken":"kept"}')
  t.match(await readSettingsFile(folder), { adminToken: 'kept', redisPort: 16379, postgresPort: 15432 })
})
