import type { ResultPerson, ResultRow } from './result-row.js'

/** Who a row of a worksheet is about, as far as its columns say; `''` for a cell that is empty or not there. */
export interface Mentioned {
  idNumber: string
  email: string
  name: string
}

type Key = keyof Mentioned
/** The strongest first. */
const keys: readonly Key[] = ['idNumber', 'email', 'name']

/**
 * Finds the learner that each row is about: by ID number, else by email address, else by full name. A key counts only
 * where it is one row's and one learner's, and no stronger key says otherwise: a grade must never reach a namesake.
 */
export function matchLearners(mentions: readonly Mentioned[], results: readonly ResultRow[]): Map<number, ResultRow> {
  const rowSides = mentions.map(normalize)
  const learnerSides = results.map(({ person }) => normalize(mentionOf(person)))
  const matches = new Map<number, number>()
  const taken = new Set<number>()
  for (const [strength, key] of keys.entries()) {
    const rows = indexUnique(rowSides, key)
    for (const [value, learner] of indexUnique(learnerSides, key)) {
      const row = rows.get(value)
      if (row === undefined || matches.has(row) || taken.has(learner)) continue
      if (
        keys
          .slice(0, strength)
          .some((stronger) => contradict(rowSides[row]?.[stronger], learnerSides[learner]?.[stronger]))
      )
        continue
      matches.set(row, learner)
      taken.add(learner)
    }
  }
  return new Map([...matches].flatMap(([row, learner]) => (results[learner] ? [[row, results[learner]] as const] : [])))
}

const mentionOf = ({ sisId, email, name }: ResultPerson): Mentioned => ({
  idNumber: sisId ?? '',
  email: email ?? '',
  name: name ?? '',
})

const normalize = ({ idNumber, email, name }: Mentioned): Mentioned => ({
  idNumber: idNumber.trim(),
  email: email.trim().toLowerCase(),
  name: name.normalize('NFC').trim().replace(/\s+/g, ' '),
})

const contradict = (left = '', right = '') => left !== '' && right !== '' && left !== right

/** The places of the values that only one has. */
function indexUnique(sides: readonly Mentioned[], key: Key): Map<string, number> {
  const places = new Map<string, number | null>()
  for (const [place, { [key]: value }] of sides.entries()) places.set(value, places.has(value) ? null : place)
  return new Map(
    [...places].flatMap(([value, place]) => (value === '' || place === null ? [] : [[value, place] as const])),
  )
}
