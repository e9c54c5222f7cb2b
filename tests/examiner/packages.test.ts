import { readFile } from 'node:fs/promises'
import t from 'tap'
import { projectFile } from '../project-file.js'

const readPackage = async (path: string) =>
  JSON.parse(await readFile(projectFile(`${path}/package.json`), 'utf8')) as Record<string, Record<string, string>>

t.test('the examiner image has the same versions of its packages as the tests here run with', async (t) => {
  const [image, root] = await Promise.all([readPackage('sandbox-images/examiner'), readPackage('.')])
  const known = { ...root['dependencies'], ...root['devDependencies'] }
  t.ok(Object.keys(image['dependencies'] ?? {}).length > 0)
  for (const [name, version] of Object.entries(image['dependencies'] ?? {})) t.equal(version, known[name], name)
})
