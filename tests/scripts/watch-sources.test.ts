import { cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { projectFile } from '../project-file.js'
import { loadScript } from './load-script.js'

const { watchSources } = await loadScript('bootstrap/compile.mjs')

t.test('a change is compiled, an error is printed, and only what compiles is passed on', async (t) => {
  const root = t.testdir()
  await mkdir(join(root, 'contracts'))
  await symlink(projectFile('node_modules'), join(root, 'node_modules'))
  for (const name of ['tsconfig.json', 'tsconfig.build.json', 'package.json'])
    await cp(projectFile(name), join(root, name))
  const write = (text: string) => writeFile(join(root, 'contracts/one.ts'), text)
  await write('export const one: number = 1\n')

  const told: string[] = []
  let heard = () => undefined as void
  const news = () => new Promise<void>((resolve) => (heard = resolve))
  const progress = { tell: (line: string) => (told.push(line), heard()) }
  let compiled = 0
  const watcher = watchSources(root, {
    progress,
    onWatching: () => heard(),
    onCompiled: () => ((compiled += 1), heard()),
  })
  t.teardown(() => watcher.stop())

  await news()
  t.equal(compiled, 0, 'what was there at the start is running already')
  await write("export const one: number = 'one'\n")
  await news()
  t.match(told[0], /^contracts\/one\.ts\(1,14\): error TS2322/)
  while (!told.at(-1)?.startsWith('The sources do not compile')) await news()
  t.equal(compiled, 0)
  await write('export const one: number = 11\n')
  await news()
  t.equal(compiled, 1)
})
