import { CallerError, type ProblemDetail } from '../../contracts/errors.js'

/** The mistakes for which a package is refused, in words; none where it is taken. */
export function mistakesOf(read: () => unknown): string[] {
  try {
    read()
    return []
  } catch (error) {
    if (error instanceof CallerError && error.code === 'package-invalid') return inWords(error.errors)
    throw error
  }
}

/** Each as `pointer: detail`. */
export const inWords = (mistakes: readonly ProblemDetail[]): string[] =>
  mistakes.map(({ pointer, detail }) => `${pointer}: ${detail}`)
