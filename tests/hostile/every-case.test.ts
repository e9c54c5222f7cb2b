import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { projectFile } from '../project-file.js'

const folder = projectFile('tests/hostile')
const cases = readdirSync(join(folder, 'submissions'))
const testFiles = readdirSync(folder).filter((name) => name.endsWith('.test.ts'))
const starts = testFiles.flatMap(
  (name) => /runCases\(t, '(\w+)'\)/.exec(readFileSync(join(folder, name), 'utf8'))?.[1] ?? [],
)

t.test('every hostile submission is graded by exactly one file', async (t) => {
  t.same(
    cases.filter((name) => starts.filter((start) => name.startsWith(start)).length !== 1),
    [],
  )
})

t.test("the catalogue's rows are there", async (t) => {
  const rows =
    'A24 R01 R04 R05 R06 R07 R08 R09 R10 R12 R14 R16 R17 R18 R19 R20 R25 N01 N02 N03 N04 N05 N07 N11 N13 N14 N15 N16 N17 F01 F02 F03 F04 E01 E05 E08 E09 E20'
  t.same(
    rows.split(' ').filter((row) => !cases.some((name) => name.startsWith(`${row}-`))),
    [],
  )
})
