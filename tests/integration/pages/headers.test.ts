import t from 'tap'
import { finishRun } from '../api/sample-report.js'
import { formOf, startApiWithExercise } from '../api/start-api.js'
import { signIn } from './browser-session.js'
import { openClassroom } from './classroom.js'

const api = await startApiWithExercise(t)
const { assignment } = await openClassroom(api)
const ada = await signIn(api, 'ada')
const upload = await ada.upload(
  `/assignments/${assignment}/submissions`,
  formOf({
    'server.js': '1',
    'page.html': '<script>alert(1)</script>',
    'image.svg': '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
  }),
)
const submission = `${upload.headers.location}`
await finishRun(api, submission.split('/').at(-1) ?? '')

t.test('pages are kept by nobody and held to their policy', async (t) => {
  for (const path of [
    '/',
    '/courses/backend',
    `/assignments/${assignment}`,
    submission,
    `${submission}/files`,
    '/nothing-there',
  ]) {
    const { headers } = await api.request({ url: path, headers: { cookie: ada.cookie, accept: 'text/html' } }, null)
    t.match(headers['cache-control'], 'no-store', path)
    t.match(
      headers,
      {
        'content-type': /^text\/html/,
        'content-security-policy': /^default-src 'none'.*script-src 'self'/,
        'x-content-type-options': 'nosniff',
      },
      path,
    )
  }
})

t.test(
  'what learners upload leaves this origin as a file or within a page, never as something that runs',
  async (t) => {
    const { headers } = await ada.get(`/v1${submission}/source`)
    t.match(headers, {
      'content-type': 'application/gzip',
      'content-disposition': /^attachment; filename="submission-[\w-]+\.tar\.gz"$/,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    })
    for (const path of ['page.html', 'image.svg']) {
      const page = await ada.get(`${submission}/files?path=${path}`)
      t.match(page.headers['content-type'], 'text/html')
      t.notMatch(page.body, /<script>alert|<svg xmlns=/)
      t.match(page.body, path === 'page.html' ? '&lt;script>alert(1)' : '&lt;svg xmlns=')
    }
  },
)

t.test('style sheet and scripts may be kept, by addresses that change with them', async (t) => {
  const [href = ''] = /\/assets\/assay\.css\?v=\w+/.exec((await ada.get('/')).body) ?? []
  t.match((await ada.get(href)).headers, { 'cache-control': /immutable/, 'x-content-type-options': 'nosniff' })
  t.notMatch((await ada.get('/assets/assay.css?v=older')).headers['cache-control'], 'immutable')
})
