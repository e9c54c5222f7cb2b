import { InvalidArgumentError } from 'commander'

const numberWithin =
  (kind: string, isOne: (value: number) => boolean) =>
  (from: number, to: number) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() === '' || !isOne(value) || value < from || value > to)
      throw new InvalidArgumentError(`It must be a ${kind} from ${from} to ${to}.`)
    return value
  }

/** Reads a whole number within bounds; for options. Throws what the command line says of a wrong one. */
export const wholeNumber = numberWithin('whole number', Number.isInteger)

/** As `wholeNumber`, with decimals. */
export const anyNumber = numberWithin('number', Number.isFinite)

/** Reads a moment in ISO 8601 with its time zone, so that nobody is a few hours late by mistake; answers it in UTC. */
export function moment(text: string): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new InvalidArgumentError('It must include a time zone, as in 2026-03-01T23:59+01:00 or 2026-03-01T22:59Z.')
  }
  return new Date(text).toISOString()
}
