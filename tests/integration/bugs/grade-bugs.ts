import { readExercisePackage } from '../../../contracts/exercise/exercise-package.js'
import type { Language } from '../../../contracts/language.js'
import type { Progress } from '../../../contracts/job.js'
import type { Report } from '../../../contracts/report/report.js'
import { assessDirectly } from '../../../worker/assess.js'
import { connectEngine } from '../../../worker/sandbox/engine.js'
import { createSandbox } from '../../../worker/sandbox/sandbox.js'
import { treeOf } from '../../tree-of.js'

const sandbox = createSandbox(connectEngine(process.env.DOCKER_HOST))

/** Doubles a number, and tells how often it was asked before, which it keeps in a file. */
const doubler = `
const { createServer } = require('node:http')
const { existsSync, readFileSync, writeFileSync } = require('node:fs')
createServer((request, response) => {
  const lives = existsSync('/data/asked') ? Number(readFileSync('/data/asked', 'utf8')) : 0
  writeFileSync('/data/asked', String(lives + 1))
  const number = Number(new URL(request.url, 'http://x').searchParams.get('number'))
  response.end(JSON.stringify({ double: number * 2, asked: lives }))
}).listen(process.env.PORT)
`

const editOf = (find: string, replace: string) =>
  `edits: [{ file: server.js, find: ${JSON.stringify(find)}, replace: ${JSON.stringify(replace)} }]\n`

/** Two planted bugs beside a service that is right. */
const exerciseFiles = (suiteSeconds: number) => ({
  'exercise.yaml': `slug: doubler-suite
title: Doubler
kind: test-suite
languages: [node, python]
weights: { correctness: 100, speed: 0, quality: 0 }
limits: { suiteSeconds: ${suiteSeconds} }
`,
  'statement.md': 'Write tests.',
  'starter/node/double.test.js': '',
  'starter/python/test_double.py': '',
  'reference/node/server.js': doubler,
  'bugs/negative/bug.yaml': `title: SECRET Negative numbers stay as they are\npoints: 3\n${editOf('number * 2', 'number < 0 ? number : number * 2')}`,
  'bugs/forgets/bug.yaml': `title: SECRET It forgets how often it was asked\n${editOf('String(lives + 1)', "'0'")}`,
})

/** Grades a suite against the doublers, and tells what was said meanwhile. */
export async function gradeBugs(
  language: Language,
  files: Record<string, string>,
  suiteSeconds = 20,
): Promise<{ report: Report; progress: Progress[] }> {
  const progress: Progress[] = []
  const report = await assessDirectly(
    {
      exercise: readExercisePackage(treeOf(exerciseFiles(suiteSeconds))),
      source: treeOf(files),
      language,
      worker: 'tests',
      seed: 'a',
      onProgress: (one) => void progress.push(one),
    },
    sandbox,
  )
  return { report, progress }
}
