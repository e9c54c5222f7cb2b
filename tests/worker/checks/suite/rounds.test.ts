import t from 'tap'
import type { Bug } from '../../../../contracts/exercise/read-bugs.js'
import type { ExercisePackage } from '../../../../contracts/exercise/exercise-package.js'
import { openAhead } from '../../../../worker/checks/suite/try-suite.js'
import { mostRounds, planRounds } from '../../../../worker/checks/suite/plan-rounds.js'

const bug = (name: string, language: Bug['language']): Bug => ({
  name,
  title: name,
  language,
  points: 1,
  show: 'nothing',
  files: new Map(),
})
const exercise = {
  kind: 'test-suite',
  files: new Map([
    ['reference/node/a.js', Buffer.from('')],
    ['reference/python/a.py', Buffer.from('')],
  ]),
  bugs: [...'abcdefgh'].map((name, index) => bug(name, index < 4 ? 'node' : 'python')),
} as unknown as ExercisePackage

const namesOf = (seed: string) => planRounds(exercise, seed).map((round) => round.bug?.name ?? round.language)

t.test('a right service comes first, and again among all the bugs, in each language', async (t) => {
  const names = namesOf('seed')
  t.equal(names.length, mostRounds(exercise))
  t.equal(names[0], 'node')
  t.same([...names].sort(), [...'abcdefgh', 'node', 'node', 'python'].sort())
})

t.test('the order follows from the seed alone', async (t) => {
  t.same(namesOf('one'), namesOf('one'))
  t.not(namesOf('one').join(), namesOf('two').join())
})

/** Things that say when they are opened and closed. */
function recorder() {
  const said: string[] = []
  const open = async (name: string) => {
    said.push(`open ${name}`)
    if (name === 'broken') throw new Error('no such thing')
    return { [Symbol.asyncDispose]: async () => void said.push(`close ${name}`) }
  }
  return { said, open }
}

t.test('the next thing is opened while the present one is used, and each is closed', async (t) => {
  const { said, open } = recorder()
  for await (const { plan } of openAhead(['a', 'b'], open)) said.push(`use ${plan}`)
  t.same(said, ['open a', 'open b', 'use a', 'close a', 'use b', 'close b'])
})

t.test('whoever stops early leaves nothing open', async (t) => {
  const { said, open } = recorder()
  for await (const { plan } of openAhead(['a', 'b', 'c'], open)) if (plan === 'a') break
  t.same(said, ['open a', 'open b', 'close a', 'close b'])
})

t.test('what cannot be opened is thrown when its turn comes', async (t) => {
  const { said, open } = recorder()
  await t.rejects(
    async () => {
      for await (const { plan } of openAhead(['a', 'broken', 'c'], open)) said.push(`use ${plan}`)
    },
    { message: 'no such thing' },
  )
  t.same(said, ['open a', 'open broken', 'use a', 'close a'])
})
