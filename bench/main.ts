import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { measureAnalysisSpeed } from './analysis-speed/analysis-speed.js'
import { measureLanguages } from './languages/languages.js'
import { describeMachine } from './machine.js'
import { measureParsers } from './parsers/parsers.js'
import { measureResultsPages } from './results-pages/results-pages.js'
import { measureSecurityCorpus } from './security-corpus/security-corpus.js'
import { measureSpeedNoise } from './speed-noise/speed-noise.js'
import { measureTurnaround } from './turnaround/turnaround.js'

const print = (line: string) => process.stdout.write(`${line}\n`)

/** The server to measure: from the environment, or the one that `npm start` has brought up here. */
async function findServer() {
  const server = process.env.ASSAY_SERVER ?? 'http://127.0.0.1:8080'
  const settings = await readFile('.assay/settings.json', 'utf8').catch(() => '{}')
  const token = process.env.ASSAY_TOKEN ?? (JSON.parse(settings) as { adminToken?: string }).adminToken
  const isUp = await fetch(`${server}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  )
  return isUp && token ? { server, token } : undefined
}

/** Servers on which a database and a namespace may be made for the while. */
function readUrls() {
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = process.env
  if (!databaseUrl || !redisUrl)
    throw new Error('Name a PostgreSQL in DATABASE_URL, whose user may create databases, and a Redis in REDIS_URL.')
  return { databaseUrl, redisUrl }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '10' },
    only: { type: 'string' },
    record: { type: 'string' },
    minutes: { type: 'string', default: '600' },
    neighbours: { type: 'string', default: '1' },
  },
})
const rounds = Number(values.rounds)
print(describeMachine())
switch (positionals[0]) {
  case 'turnaround':
    await measureTurnaround({ rounds, access: await findServer(), dockerHost: process.env.DOCKER_HOST, print })
    break
  case 'languages':
    await measureLanguages({ rounds, dockerHost: process.env.DOCKER_HOST, print })
    break
  case 'analysis-speed':
    await measureAnalysisSpeed({ rounds, only: values.only, dockerHost: process.env.DOCKER_HOST, print })
    break
  case 'parsers':
    await measureParsers({ rounds, only: values.only, print })
    break
  case 'results-pages':
    await measureResultsPages({ rounds, ...readUrls(), print })
    break
  case 'security-corpus':
    await measureSecurityCorpus({ print })
    break
  case 'speed-noise':
    await measureSpeedNoise({
      rounds,
      only: values.only,
      record: values.record,
      minutes: Number(values.minutes),
      neighbours: Number(values.neighbours),
      dockerHost: process.env.DOCKER_HOST,
      print,
    })
    break
  default:
    print(
      'Say which: npm run bench -- turnaround | languages | analysis-speed | parsers | results-pages | security-corpus | speed-noise [--rounds N]',
    )
    process.exitCode = 2
}
