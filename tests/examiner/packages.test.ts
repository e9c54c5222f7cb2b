import { readFile } from 'node:fs/promises'
import t from 'tap'
import { importsOf } from '../../worker/sandbox/images/compiled-files.js'
import { readImageFolder } from '../../worker/sandbox/images/image-tag.js'
import { projectFile } from '../project-file.js'

const readPackage = async (path: string) =>
  JSON.parse(await readFile(projectFile(`${path}/package.json`), 'utf8')) as Record<string, Record<string, string>>

t.test('the examiner image has the same versions of its packages as the tests here run with', async (t) => {
  const [image, root] = await Promise.all([readPackage('sandbox-images/examiner'), readPackage('.')])
  const known = { ...root['dependencies'], ...root['devDependencies'] }
  t.ok(Object.keys(image['dependencies'] ?? {}).length > 0)
  for (const [name, version] of Object.entries(image['dependencies'] ?? {})) t.equal(version, known[name], name)
})

t.test('what the image has of the compiled files imports nothing but its packages and Node', async (t) => {
  const { dependencies = {} } = await readPackage('sandbox-images/examiner')
  const files = (await readImageFolder('examiner')).filter(({ path }) => path.endsWith('.js'))
  t.ok(files.some(({ path }) => path.startsWith('dist/contracts/')))
  for (const { path, content } of files) {
    const foreign = importsOf(content.toString())
      .filter((name) => !/^(node:|\.)/.test(name))
      .filter((name) => !((name.split('/')[0] ?? '') in dependencies))
    t.same(foreign, [], path)
  }
})
