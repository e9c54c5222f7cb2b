import { enumerate } from '../../../contracts/amounts.js'
import type { TestRun } from '../../checks/correctness/examination.js'
import type { Cause } from './cause.js'

interface Difference {
  expected: string
  received: string
}

/** More fields than these are no common reason. */
const mostFields = 3
/** Of fewer tests, it may be chance. */
const fewestTests = 3

/**
 * The fields that differ between two objects that a test compared, by name; undefined where it compared no objects, or
 * where more than values of fields differs.
 */
function readDifferences({ message }: Pick<TestRun, 'message'>): ReadonlyMap<string, Difference> | undefined {
  const differences = new Map<string, Partial<Difference>>()
  for (const line of (message ?? '').split('\n')) {
    if (!/^[-+]/.test(line) || /^[-+] (?:Expected|Received) +[-+]/.test(line)) continue
    const [, sign, name, value] = /^([-+]) {2,}"(\w{1,60})": (.+?),?$/.exec(line) ?? []
    if (name === undefined || value === undefined) return undefined
    const side = sign === '-' ? 'expected' : 'received'
    const known = differences.get(name) ?? {}
    differences.set(name, { [side]: value, ...known }) // the first of a list
  }
  const isWhole = (each: Partial<Difference>): each is Difference =>
    each.expected !== undefined && each.received !== undefined
  const whole = [...differences].flatMap(([name, each]) => (isWhole(each) ? [[name, each] as const] : []))
  return whole.length > 0 && whole.length === differences.size ? new Map(whole) : undefined
}

/** Tests that failed only because the same few fields of an object had another value than before. */
export interface SharedDifference {
  fields: readonly string[]
  runs: readonly TestRun[]
  example: Difference
  /** Whether another test failed by nothing else. */
  explains(run: TestRun): boolean
}

/** Among failed tests: what each of them is about is not why it failed. */
export function findSharedDifference(failed: readonly TestRun[]): SharedDifference | undefined {
  const compared = failed.flatMap((run) => {
    const differences = readDifferences(run)
    return differences ? [{ run, differences }] : []
  })
  const [field] = compared
    .flatMap(({ differences }) => [...differences.keys()])
    .map((name) => ({ name, times: compared.filter(({ differences }) => differences.has(name)).length }))
    .toSorted((a, b) => b.times - a.times)
  const sharing = compared.filter(({ differences }) => field && differences.has(field.name))
  const fields = [...new Set(sharing.flatMap(({ differences }) => [...differences.keys()]))]
  const example = field && sharing[0]?.differences.get(field.name)
  if (!example || sharing.length < fewestTests || fields.length > mostFields) return undefined
  return {
    fields,
    runs: sharing.map(({ run }) => run),
    example,
    explains(run) {
      const differences = readDifferences(run)
      return differences !== undefined && [...differences.keys()].every((name) => fields.includes(name))
    },
  }
}

/** `count`: as a sentence begins: `All 5 failed tests`. */
export function describeSharedDifference({ fields, example }: SharedDifference, count: string): Cause {
  const names = enumerate(fields, mostFields)
  const isMore = fields.length > 1
  const precise = describePrecision(example)
  return {
    detail: `${count} compared objects in which only ${names} ${isMore ? 'differ' : 'differs'}${precise ?? `: ${example.received} instead of ${example.expected}`}.`,
    advice: precise
      ? 'Cut the time to milliseconds when you make it, before you store and return it: then every response has the same value.'
      : `Find out where the ${isMore ? 'values come' : 'value comes'} from. Every response about the same object must have the same ${names}.`,
  }
}

/** Of two times, one of which has more digits of a second than the other. */
function describePrecision({ expected, received }: Difference): string | undefined {
  const time = /^"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:?\d\d)?"$/
  const [, before, digits = '', zone] = time.exec(expected) ?? []
  const [, after, otherDigits = '', otherZone] = time.exec(received) ?? []
  if (before === undefined || after === undefined || zone !== otherZone || digits.length === otherDigits.length)
    return undefined
  const apart = Math.abs(Date.parse(`${before}Z`) - Date.parse(`${after}Z`)) / 1000
  const fraction = (text: string) => Number(`0.${text || '0'}`)
  const shorter = Math.min(digits.length, otherDigits.length)
  if (Math.abs(apart + fraction(digits) - fraction(otherDigits)) > 10 ** -shorter) return undefined
  return `, by the digits of a second: ${received} instead of ${expected}. The database keeps fewer of them than your code makes`
}
