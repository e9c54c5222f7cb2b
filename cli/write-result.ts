import { writeFile } from 'node:fs/promises'
import { CallerError } from '../contracts/errors.js'

/** Writes a result to where the caller wants it. Throws `CallerError` where that cannot be written. */
export async function writeResult(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text)
  } catch (error) {
    throw new CallerError(
      'bad-request',
      `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
