import { packExercise } from '../api/tiny-exercise.js'

/** Text as an attacker would write it: markup, terminal colours, turned letters. */
export const hostile = {
  line: `<script>document.title='owned'</script>"><img src=x onerror=alert(1)> \u001b[31mred\u001b[0m \u202egnp.exe\u2066`,
  /** Of the characters that a file may be named with. */
  fileName: `it's &lt;b&gt; onerror=alert(1).js`,
  /** Refused; the refusal names it. */
  refusedName: `<img src=x onerror=alert(1)>\u202egpj.js`,
}

const hiddenTests = `import { test, expect } from '@assay/kit'
test('greets who asks', { points: 2, group: 'Greetings', hint: 'Answer GET /greeting with the text "hello".' }, async ({ http }) => {
  const { status, text } = await http.get('/greeting')
  expect(status).toBe(200)
  expect(text).toBe('hello')
})
test('counts what it has', { points: 1, group: 'Numbers' }, async ({ http }) => {
  expect((await http.get('/count')).status).toBe(200)
})
test('is not told by name', { points: 1, group: 'Numbers', show: 'nothing' }, async ({ http }) => {
  expect((await http.get('/count')).text).toBe('0')
})
`

/** An exercise of three hidden tests, one of them not shown to learners. */
export const packWalkedExercise = (): Promise<Buffer> =>
  packExercise('tiny', {
    title: 'Tiny',
    extra: {
      'statement.md':
        '# First service\n\nAnswer `GET /greeting` with `hello` and `GET /count` with a number.\n\n| path | answer |\n| --- | --- |\n| `/greeting` | `hello` |\n| `/count` | `0` |\n',
      'hidden/correctness/answers.test.mjs': hiddenTests,
    },
  })

const serve = (answers: string) =>
  `require('http').createServer((request, response) => { ${answers} }).listen(process.env.PORT)\n`

/** Fails the first test, and tries to act on whoever reads about it. */
export const hostileWork = serve(
  `const line = ${JSON.stringify(hostile.line)}; console.log('logged ' + line); response.setHeader('x-said', '<b>bold</b>'); response.end(request.url === '/count' ? '0' : 'answered ' + line)`,
)

/** Passes all. */
export const goodWork = serve(`response.end(request.url === '/count' ? '0' : 'hello')`)
