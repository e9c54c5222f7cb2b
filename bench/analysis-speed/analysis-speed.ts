import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { defaultLimits } from '../../contracts/limits.js'
import { analyse } from '../../worker/checks/quality/analyse.js'
import { judgeQuality } from '../../worker/checks/quality/score.js'
import { connectEngine } from '../../worker/sandbox/engine.js'
import { createSandbox, type Sandbox } from '../../worker/sandbox/sandbox.js'
import { spreadOf } from '../statistics.js'
import { takeTurns } from '../take-turns.js'
import { codeBases, type CodeBase } from './code-bases.js'
import { fetchCodeBase, type FetchedSource } from './fetch-code-base.js'

export interface AnalysisSpeedOptions {
  rounds: number
  /** Part of the name of a language; all where absent. */
  only: string | undefined
  dockerHost: string | undefined
  print(line: string): void
}

interface Taken {
  seconds: number
  found: number
  unread: number
}

/** Analyses third-party code of about 5,000 lines in each language, in turns. */
export async function measureAnalysisSpeed({ rounds, only, dockerHost, print }: AnalysisSpeedOptions): Promise<void> {
  const sandbox = createSandbox(connectEngine(dockerHost))
  const fetched: [CodeBase, FetchedSource][] = []
  for (const base of codeBases.filter(({ language }) => only === undefined || language.includes(only))) {
    try {
      fetched.push([base, await fetchCodeBase(base)])
    } catch (error) {
      print(`${base.name} is left out: ${(error as Error).message.split('\n')[0]}`)
    }
  }
  const results = await takeTurns(
    fetched.map(([base, source]) => ({ name: base.name, grade: () => analyseOnce(base, source, sandbox) })),
    rounds,
  )
  print('| language | code base | files | lines | s, median | min–max | findings | unread |')
  print('| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |')
  for (const [{ language, name }, { files, lines }] of fetched) {
    const taken = results.get(name) ?? []
    const { min, median, max } = spreadOf(taken.map(({ seconds }) => seconds))
    const [first] = taken
    print(
      `| ${language} | ${name} | ${files.size} | ${lines} | ${median.toFixed(1)} | ${min.toFixed(1)}–${max.toFixed(1)} | ${first?.found} | ${first?.unread} |`,
    )
  }
}

/** From an empty pod to all findings, as a run has it. */
async function analyseOnce({ language }: CodeBase, { files }: FetchedSource, sandbox: Sandbox): Promise<Taken> {
  const identity = { runId: randomUUID(), delivery: 1, worker: `bench-${process.pid}`, lifetimeSeconds: 600 }
  const began = performance.now()
  const analysis = await analyse(
    { source: files, language, limits: defaultLimits, identity, signal: new AbortController().signal },
    sandbox,
  )
  const seconds = (performance.now() - began) / 1000
  const { details } = judgeQuality(analysis, null, () => false)
  return { seconds, found: details.findings.length + details.leftOff, unread: analysis.unread.length }
}
