import { Readable } from 'node:stream'
import { isDeepStrictEqual } from 'node:util'
import multipart from '@fastify/multipart'
import fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { addProblemReplies } from '../../../api/http/problem-replies.js'
import { receiveForm } from '../../../api/http/receive-form.js'
import { bodyBytes, paceRequest } from '../../../api/http/upload-meter.js'
import { openFolderStore } from '../../../storage/folder-store.js'
import { treeFromTar } from '../../storage/archive/tree-from-tar.js'
import { makeTar } from '../../storage/hostile-archives/tar-bytes.js'

const headers = { 'content-type': 'multipart/form-data; boundary=x' }
const partOf = (name: string, content: string) =>
  `--x\r\nContent-Disposition: form-data; name="files[${name}]"; filename="${name}"\r\n\r\n${content}\r\n`

async function makeApp(t: Test): Promise<FastifyInstance> {
  const blobs = await openFolderStore(t.testdir())
  const app = fastify()
  addProblemReplies(app)
  await app.register(multipart)
  app.post('/form', async (request) => {
    const blob = await receiveForm(request, blobs)
    return Object.fromEntries(
      [...(await treeFromTar(await blobs.open(blob.sha256)))].map(([path, content]) => [path, content.toString()]),
    )
  })
  t.teardown(() => app.close())
  return app
}

t.test('a form of as many files as there may be keeps each of them, wherever it is sliced', async (t) => {
  const app = await makeApp(t)
  const files = Object.fromEntries(
    Array.from({ length: 2000 }, (_, index) => [
      `src/f${index}.js`,
      `\r\n--${'x'.repeat(index % 7)}\r\n-${'-x'.repeat(index % 500)}`.replaceAll('--x', '--y'),
    ]),
  )
  const body = `${Object.entries(files)
    .map(([name, content]) => partOf(name, content))
    .join('')}--x--\r\n`
  t.ok(isDeepStrictEqual((await app.inject({ method: 'POST', url: '/form', headers, payload: body })).json(), files))
})

/** Forms as browsers write them, part by part. */
const asChromium = { boundary: '----WebKitFormBoundaryxV7mKq2Yw0sAJf3B', type: 'application/zip' }
const asFirefox = {
  boundary: '----geckoformboundary4c17d27dd24d87b9a0bad149ad79c8ed',
  type: 'application/x-zip-compressed',
}

for (const [browser, { boundary, type }] of Object.entries({ Chromium: asChromium, Firefox: asFirefox })) {
  const partOfForm = (name: string, filename: string | undefined, content: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"\r\nContent-Type: ${filename === '' ? 'application/octet-stream' : type}`}\r\n\r\n${content}\r\n`
  const bodyOf = (...parts: string[]) =>
    Buffer.from(
      `${partOfForm('form', undefined, 'x')}${parts.join('')}${partOfForm('language', undefined, '')}--${boundary}--\r\n`,
      'latin1',
    )
  const send = async (t: Test, body: Buffer) =>
    (await makeApp(t)).inject({
      method: 'POST',
      url: '/form',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: body,
    })
  const tar = makeTar([{ name: 'a.js', content: '1' }]).toString('latin1')

  t.test(`the part that ${browser} sends for an input left empty is no file`, async (t) => {
    t.same(
      (await send(t, bodyOf(partOfForm('files', 'work.tar', tar), partOfForm('folder', '', '')))).json(),
      { 'a.js': '1' },
      'an archive, and no folder',
    )
    t.same(
      (
        await send(
          t,
          bodyOf(
            partOfForm('files', '', ''),
            partOfForm('folder', 'project/a.js', '1'),
            partOfForm('folder', 'project/b.tar', tar),
          ),
        )
      ).json(),
      { 'project/a.js': '1', 'project/b.tar': tar },
      'a folder, and no files',
    )
    t.match((await send(t, bodyOf(partOfForm('files', '', ''), partOfForm('folder', '', '')))).json(), {
      code: 'upload-empty',
    })
    t.match(
      (await send(t, bodyOf(partOfForm('files', 'work.tar', tar), partOfForm('folder', 'project/a.js', '1')))).json(),
      { code: 'upload-rejected' },
      'both',
    )
  })
}

t.test(
  'a form is handed to its parser in pieces of 8 KB, after each of which others may have their turn',
  async (t) => {
    const app = fastify()
    await app.register(multipart)
    const body = `${partOf('a', 'a'.repeat(100_000))}--x--\r\n`
    let pauses = 0
    app.post('/form', async (request) => {
      for await (const part of paceRequest(request, { pause: async () => void (pauses += 1) }).parts())
        if (part.type === 'file') await part.toBuffer()
      return 'read'
    })
    t.equal((await app.inject({ method: 'POST', url: '/form', headers, payload: body })).body, 'read')
    t.equal(pauses, Math.ceil(body.length / (8 * 1024)))
  },
)

t.test('no more is read than an upload may have, also of what is in no file', async (t) => {
  const app = await makeApp(t)
  let sent = 0
  const endless = Readable.from(
    (function* () {
      for (; sent < 2 * bodyBytes; sent += 65_536) yield Buffer.alloc(65_536, 'a')
    })(),
  )
  const answer = await app.inject({ method: 'POST', url: '/form', headers, payload: endless })
  t.match(answer.json(), { status: 413, code: 'upload-too-large' })
})
