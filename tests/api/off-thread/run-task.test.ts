import { readdir } from 'node:fs/promises'
import { createWriteStream } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import t from 'tap'
import { runTask } from '../../../api/off-thread/run-task.js'
import { CallerError } from '../../../contracts/errors.js'
import { packTar } from '../../../storage/archive/write-tar.js'

/** Takes a good part of a second: each of these is held against all that follow. */
const costly = '!['.repeat(16_000)

const refusal = (work: Promise<unknown>): Promise<CallerError> =>
  work.then(
    () => Promise.reject(new Error('It was taken')),
    (error: unknown) => (error instanceof CallerError ? error : Promise.reject(error as Error)),
  )

async function packageIn(t: { testdir(): string }, files: Record<string, string>) {
  const folder = t.testdir()
  const archivePath = join(folder, 'package.tar')
  await pipeline(
    packTar(new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]))),
    createWriteStream(archivePath),
  )
  return { folder, paths: { archivePath, tarPath: join(folder, 'read.tar') } }
}

t.test('the event loop turns while a costly text is read', async (t) => {
  const order: string[] = []
  const reading = runTask('render-statement', costly).then((html) => {
    order.push('read')
    return html
  })
  // As many turns as a server takes for a thousand requests, all of them before the text is read.
  for (let turns = 0; turns < 1000; turns += 1) await turn()
  order.push('answered')
  t.match(await reading, /^<p>!\[!\[/)
  t.same(order, ['answered', 'read'])
})

t.test('a task that takes too long is ended, and refused as such', async (t) => {
  const { code, detail } = await refusal(runTask('render-statement', costly, 0.001)).then(({ code, message }) => ({
    code,
    detail: message,
  }))
  t.equal(code, 'overloaded')
  t.match(detail, /longer than 0.001 seconds/)
  t.equal(await runTask('render-statement', '# Title\nText'), '<p>Text</p>\n', 'and the next one has its place')
})

t.test('too many at once are refused instead of kept waiting', async (t) => {
  const all = await Promise.allSettled(Array.from({ length: 30 }, () => runTask('render-statement', 'a', 0.001)))
  const reasons = all.map((one) => (one.status === 'rejected' ? (one.reason as Error).message : 'read'))
  t.equal(reasons.filter((reason) => reason.startsWith('Too many tasks are waiting')).length, 8)
  t.ok(await runTask('render-statement', 'a'))
})

t.test('mistakes in a package come back as they would without a process', async (t) => {
  const { paths } = await packageIn(t, { 'exercise.yaml': 'slug: a\nextra: &a x\nmore: *a\n' })
  const { code, errors } = await refusal(runTask('read-package', paths))
  t.equal(code, 'package-invalid')
  t.match(errors, [{ pointer: 'exercise.yaml:3', detail: /Aliases/ }])
})

t.test('an archive that is none is the mistake of who sent it; a file that is missing is ours', async (t) => {
  const { folder, paths } = await packageIn(t, {})
  t.match((await refusal(runTask('read-package', paths))).code, /^upload-/)
  await t.rejects(runTask('read-package', { ...paths, archivePath: join(folder, 'none') }), { message: /ENOENT/ })
  t.same(await readdir(folder), ['package.tar'], 'and nothing is left behind')
})

t.test('a worksheet comes back byte for byte', async (t) => {
  const header =
    'Identifier,Full name,Email address,Grade,Maximum Grade,Grade can be changed,Last modified (grade),Feedback comments\n'
  const { file } = await runTask('fill-worksheet', { file: Buffer.from(header), results: [] })
  t.equal(Buffer.from(file).toString(), header)
  const { code } = await refusal(runTask('fill-worksheet', { file: Buffer.from(','.repeat(200_000)), results: [] }))
  t.equal(code, 'upload-too-large')
})
