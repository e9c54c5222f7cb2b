import { leftOutName } from '../../contracts/left-out.js'
import { uploadLimits } from '../../contracts/limits.js'
import { UploadLedger } from '../../storage/archive/upload-ledger.js'
import { RejectedUpload } from '../../storage/rejected-upload.js'
import { inboundLimits } from './adapter.js'
import { hidden, hiddenInNames } from './read-shape.js'

/** What of an LMS's words about a person is kept, and what was done to it. */
export interface PersonText {
  text: string | null
  note: string | null
}

const EMAIL_LENGTH = 254
const SPACES = /\s+/g

/**
 * The name of a person in any script, without control characters and marks that turn text around, no longer than a name
 * may be. `null` where nothing is left: nobody's work is lost for the sake of a name.
 */
export function readName(value: unknown): PersonText {
  if (value === undefined || value === null) return { text: null, note: null }
  if (typeof value !== 'string') return { text: null, note: 'The name of the learner is not text and was ignored.' }
  const clean = value.replace(new RegExp(hiddenInNames, 'gu'), ' ').replace(SPACES, ' ').trim()
  const text = cut(clean, inboundLimits.nameLength)
  if (text === '') return { text: null, note: 'The name of the learner is empty and was ignored.' }
  if (text !== clean)
    return { text, note: `The name of the learner was cut to ${inboundLimits.nameLength} characters.` }
  return {
    text,
    note: text === value ? null : 'The name of the learner contained invalid characters, which were removed.',
  }
}

/** An e-mail address; `null` for what is none. */
export function readEmail(value: unknown): PersonText {
  if (value === undefined || value === null) return { text: null, note: null }
  const text = typeof value === 'string' ? value.trim() : ''
  if (isEmail(text)) return { text, note: null }
  return {
    text: null,
    note:
      text === ''
        ? 'The email address of the learner is empty and was ignored.'
        : 'The email address of the learner is not valid and was ignored.',
  }
}

/** Only as much as it takes to tell an address from something else. */
const isEmail = (text: string) => text.length <= EMAIL_LENGTH && !hidden.test(text) && /^[^\s@]+@[^\s@]+$/.test(text)

/** Never through the middle of a character. */
const cut = (text: string, length: number) =>
  text
    .slice(0, length)
    .replace(/[\ud800-\udbff]$/, '')
    .trim()

/**
 * Why the first of the files of a hand-in is refused that an upload could not have either, by its name or its number.
 */
export function findNameFault(names: readonly string[]): RejectedUpload | null {
  const ledger = new UploadLedger(uploadLimits, leftOutName)
  for (const name of names) {
    try {
      if (!ledger.leavesOut(name)) ledger.admitFile(name)
    } catch (error) {
      if (error instanceof RejectedUpload) return error
      throw error
    }
  }
  return null
}
