import t from 'tap'
import { loadScript } from './load-script.js'

const { describeSummary } = await loadScript('bootstrap/summary.mjs')

const about = {
  signInLink: 'http://localhost:8080/login/assay_link',
  url: 'http://127.0.0.1:8080',
  adminToken: 'assay_secret',
  logFolder: '/data/logs',
}

t.test('the summary says where, how to sign in, and what to paste', async (t) => {
  const root = t.testdir({ exercises: { notes: { submissions: { accepted: { 'node-reference': {} } } } } })
  const text = describeSummary({ ...about, root, slugs: ['notes'], currentFolder: root })
  t.match(text, 'Assay listens at http://127.0.0.1:8080')
  t.match(text, 'admin token        assay_secret')
  t.match(
    text,
    /pages +http:\/\/localhost:8080\/login\/assay_link\n +signs you in as the admin; works once, within 15 minutes/,
  )
  t.match(text, 'tar -C exercises/notes/submissions/accepted/node-reference ')
  t.match(text, 'http://127.0.0.1:8080/v1/exercises/notes/submissions')
})

t.test('of several exercises the smallest sample is the one to paste', async (t) => {
  const makeReference = () => ({ submissions: { accepted: { 'node-reference': {} } } })
  const root = t.testdir({ exercises: { 'orders-api': makeReference(), 'url-shortener': makeReference() } })
  const text = describeSummary({ ...about, root, slugs: ['orders-api', 'url-shortener'], currentFolder: root })
  t.match(text, 'npx assay submit url-shortener ')
  t.notMatch(text, 'submit orders-api')
})

t.test('without an exercise there is nothing to paste', async (t) => {
  const text = describeSummary({ ...about, root: t.testdir(), slugs: [], currentFolder: '/' })
  t.match(text, 'exercises          none')
  t.notMatch(text, 'curl')
})

t.test('where no sign-in link could be made, none is shown', async (t) => {
  const text = describeSummary({ ...about, signInLink: undefined, root: t.testdir(), slugs: [], currentFolder: '/' })
  t.notMatch(text, 'pages')
})
