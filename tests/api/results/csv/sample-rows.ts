import type { ResultPerson, ResultRow } from '../../../../api/results/gradebooks.js'

/** A learner with a grade, but for what is said otherwise. */
export function rowOf(person: Partial<ResultPerson>, result: Partial<ResultRow> = {}): ResultRow {
  return {
    person: { id: 'ada', name: 'Ada Lovelace', email: 'ada@uni.test', lmsKey: '14012', ...person },
    attempt: 2,
    attempts: 3,
    submissionId: '7f0b0f4c-0000-4000-8000-000000000001',
    submittedAt: new Date('2026-11-02T10:00:00.5Z'),
    language: 'node',
    verdict: 'assessed',
    score: 92.5,
    latePercent: 10,
    grade: 83.3,
    isOverridden: false,
    comment: null,
    ...result,
  }
}

export const missing = {
  attempt: null,
  attempts: 0,
  submissionId: null,
  submittedAt: null,
  language: null,
  verdict: null,
  score: null,
  latePercent: null,
  grade: null,
} as const

/** Names and comments that a table, a spreadsheet or an importer may take for something else. */
export const hostileTexts = [
  "=cmd|'/c calc'!A0",
  '=1+1',
  '+1',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  ' =1',
  '\u0000=1',
  '\u202e=1',
  '＝1',
  'Doe, Jane',
  'say "hi"',
  '"',
  '""',
  'a\nb',
  'a\r\nb,c',
  'C:\\',
  'a\\"b',
  '\\',
  'Zoë Ångström',
  '李小龍',
  '🙂',
  'a;b;c',
  'Points Possible',
  '    Points Possible',
  'Final Score',
  '-',
  'EX',
  '<b>bold</b> & "more"',
  '&lt;',
]
