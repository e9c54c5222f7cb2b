import t from 'tap'
import { runAssay } from './fixtures/run-assay.js'

const noEngine = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' }

/** What is called wrongly, and what is said about it; each ends with status 2. */
const mistakes: [title: string, args: string[], said: RegExp][] = [
  ['an unknown command', ['grad'], /unknown command 'grad'[\s\S]*Did you mean grade/],
  ['a missing argument', ['grade', 'x'], /missing required argument 'submission'/],
  ['an unknown option', ['verify', 'x', '--quick'], /unknown option '--quick'/],
  ['a language that is none', ['grade', 'x', 'y', '--language', 'cobol'], /Allowed choices are node, python/],
  ['a repeat that is no number', ['verify', 'x', '--repeat', 'often'], /whole number from 1 to 100/],
  [
    'a scope that is none',
    ['token', 'create', '--scope', 'rule', '--owner', 'x'],
    /Allowed choices are read, submit, teach, admin/,
  ],
  ['a role that is none', ['course', 'enrol', 'x', 'y', '--role', 'dean'], /Allowed choices are learner, instructor/],
  [
    'a moment without its time zone',
    ['assignment', 'create', 'x', 'y', '--due', '2026-03-01T12:00'],
    /must include a time zone/,
  ],
  ['a percentage beyond all', ['assignment', 'create', 'x', 'y', '--late-per-day', '101'], /a number from 0 to 100/],
  ['a name that leads elsewhere', ['login-link', '..'], /"\.\." is not a valid name/],
  ['an exercise without a submission', ['submit', 'x'], /Give the exercise and the submission/],
  ['an assignment and an exercise', ['submit', '--assignment', 'x', 'y', 'z'], /only the submission with --assignment/],
  ['a regrade of nothing', ['regrade-all', '--reason', 'x'], /Give an assignment, or a regrade/],
  ['a regrade without a reason', ['regrade-all', 'x'], /Give a reason with --reason/],
  ['a regrade applied and discarded', ['regrade-all', '--apply', 'x', '--discard', 'x'], /cannot be used with option/],
  ['a folder that is not there', ['grade', '/nonexistent/exercise', '/tmp'], /^\/nonexistent\/exercise does not exist/],
  ['an address that is none', ['report', 'x', '--server', 'nowhere'], /"nowhere" is not an http address/],
  [
    'a server that is not there',
    ['report', 'x', '--server', 'http://127.0.0.1:1'],
    /No response from http:\/\/127.0.0.1:1/,
  ],
  ['an engine that is not there', ['images', 'list'], /Docker does not respond at unix:\/\/\/nonexistent/],
]

for (const [title, args, said] of mistakes) {
  t.test(`ends with status 2 for ${title}, saying so on standard error alone`, async (t) => {
    const { status, out, err } = await runAssay(args, noEngine)
    t.equal(status, 2)
    t.equal(out, '')
    t.match(err, said)
  })
}

t.test('prints help with the exit statuses and ends with status 0', async (t) => {
  const { status, out } = await runAssay(['--help'])
  t.equal(status, 0)
  t.match(out, /Exit status: 0 success, 2 a mistake/)
})

t.test('names every mistake of a package with its line', async (t) => {
  const folder = t.testdir({ 'exercise.yaml': 'slug: echo\ntitle: Echo\nlanguage: node\n' })
  const { status, err } = await runAssay(['verify', folder])
  t.equal(status, 2)
  t.match(err, /The exercise package has mistakes/)
  t.match(err, /exercise.yaml:3: Unknown key "language"/)
})

/** What an author gets wrong in a file, and where it is named. */
const authorsMistakes: [what: string, files: Record<string, string>, named: RegExp][] = [
  [
    'a syntax error in a hidden test',
    { 'a.test.mjs': "import { test } from '@assay/kit'\ntest('adds', () => {\n" },
    /hidden\/correctness\/a\.test\.mjs:3: This is not valid JavaScript/,
  ],
  [
    'a wrong import',
    { 'a.test.mjs': "import { tset } from '@assay/kit'\n" },
    /hidden\/correctness\/a\.test\.mjs:1: @assay\/kit does not export "tset"/,
  ],
  [
    'an import of a file that is not there',
    { 'a.test.mjs': "import './helper.mjs'\n" },
    /hidden\/correctness\/a\.test\.mjs:1: The package has no file hidden\/correctness\/helper\.mjs/,
  ],
]

for (const [what, files, named] of authorsMistakes) {
  t.test(`${what} is the author's mistake, for verify and for grade`, async (t) => {
    const folder = t.testdir({
      'exercise.yaml':
        'slug: echo\ntitle: Echo\nlanguages: [node]\nweights: { correctness: 100, speed: 0, quality: 0 }\n',
      'statement.md': '# Echo',
      starter: { node: { 'server.js': '' } },
      hidden: { correctness: files },
    })
    for (const args of [
      ['verify', folder],
      ['grade', folder, `${folder}/starter/node`],
    ]) {
      const { status, err } = await runAssay(args, noEngine)
      t.equal(status, 2)
      t.match(err, named)
      t.notMatch(err, /fault of/)
    }
  })
}

t.test('doctor ends with status 2 where the machine cannot grade, and says so as JSON too', async (t) => {
  const { status, out } = await runAssay(['doctor', '--json'], noEngine)
  t.equal(status, 2)
  const { findings } = JSON.parse(out) as { findings: { subject: string; level: string }[] }
  t.match(
    findings.find(({ subject }) => subject === 'docker'),
    { level: 'fail' },
  )
})
