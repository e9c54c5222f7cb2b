import t from 'tap'
import { listImageNames, readImageFolder } from '../../../../worker/sandbox/images/image-tag.js'

t.test('every folder with a Dockerfile is an image', async (t) => {
  const folder = t.testdir({
    two: { Dockerfile: '' },
    one: { Dockerfile: '' },
    notes: { 'README.md': '' },
    'a-file': '',
  })
  t.same(await listImageNames(folder), ['one', 'two'])
})

t.test('the project has the images that pods are made of', async (t) => {
  const names = await listImageNames()
  for (const name of ['analyst', 'examiner', 'holder', 'node', 'postgres', 'python', 'redis'])
    t.ok(names.includes(name), name)
})

t.test('the files of an image are listed in order, at any depth', async (t) => {
  const folder = t.testdir({ one: { Dockerfile: 'FROM x', b: { 'c.txt': 'c' }, 'a.txt': 'a' } })
  const files = await readImageFolder('one', folder)
  t.same(
    files.map(({ path }) => path),
    ['Dockerfile', 'a.txt', 'b/c.txt'],
  )
})
