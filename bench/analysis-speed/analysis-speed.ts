import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { defaultLimits } from '../../contracts/limits.js'
import { packTar } from '../../storage/archive/write-tar.js'
import { isCompiled, lintByCompiler } from '../../worker/checks/quality/lint-by-compiler.js'
import { ruleTables, toolsOf } from '../../worker/grading/quality/rules/rule-tables.js'
import { connectEngine } from '../../worker/sandbox/docker-engine.js'
import type { Pod } from '../../worker/sandbox/pod.js'
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

interface Analysis {
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
  const results = await takeTurns(fetched.map(([base, source]) => ({ name: base.name, grade: () => analyse(base, source, sandbox) })), rounds)
  print('| language | code base | files | lines | s, median | min–max | findings | unread |')
  print('| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |')
  for (const [{ language, name }, { files, lines }] of fetched) {
    const taken = results.get(name) ?? []
    const { min, median, max } = spreadOf(taken.map(({ seconds }) => seconds))
    const [first] = taken
    print(`| ${language} | ${name} | ${files.size} | ${lines} | ${median.toFixed(1)} | ${min.toFixed(1)}–${max.toFixed(1)} | ${first?.found} | ${first?.unread} |`)
  }
}

/** The pod is no part of the time: a run has one already. */
async function analyse({ language }: CodeBase, { files }: FetchedSource, sandbox: Sandbox): Promise<Analysis> {
  const identity = { runId: randomUUID(), delivery: 1, worker: `bench-${process.pid}`, lifetimeSeconds: 600 }
  await using pod = await sandbox.openPod({ identity, services: [], limits: defaultLimits, language, imageNames: ['holder', language] })
  await pod.placeSource(packTar(files, { uid: pod.sourceOwner, gid: pod.sourceOwner }))
  const began = performance.now()
  const { found, unread } = await readAll(pod, language)
  return { seconds: (performance.now() - began) / 1000, found, unread }
}

async function readAll(pod: Pod, language: CodeBase['language']): Promise<Omit<Analysis, 'seconds'>> {
  if (!isCompiled(language)) return { found: 0, unread: 0 }
  const rules = toolsOf[language].flatMap((tool) => Object.keys(ruleTables[tool]))
  const { observations, unread } = await lintByCompiler(pod, language, rules, new AbortController().signal)
  return { found: observations.length, unread: unread.length }
}
