import t from 'tap'
import { LimitsSchema, defaultLimits } from '../../contracts/limits.js'
import { ManifestSchema } from '../../contracts/exercise/manifest.js'
import { firstCells, readPage } from './markdown.js'

const page = readPage('docs/exercises.md')
const documented = firstCells(page)

t.test('every key of a manifest has a row in docs/exercises.md', async (t) => {
  t.same(
    Object.keys(ManifestSchema.properties).filter((key) => !documented.includes(key)),
    [],
  )
})

t.test('every limit has a row in docs/exercises.md with its bounds and its default', async (t) => {
  for (const [key, schema] of Object.entries(LimitsSchema.properties)) {
    const { minimum, maximum } = schema as { minimum?: number; maximum?: number }
    const row = page.split('\n').find((line) => line.startsWith(`| \`${key}\` |`)) ?? ''
    t.match(row, `| ${minimum} to ${maximum} | ${defaultLimits[key as keyof typeof defaultLimits]} |`, key)
  }
})
