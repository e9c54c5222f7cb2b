import { buffer } from 'node:stream/consumers'
import { CallerError } from '../../../contracts/errors.js'
import { arrivalLimits } from '../../../contracts/limits.js'
import { uploadTooLarge } from '../../http/upload-meter.js'
import type { NamedContent } from '../../http/receive-form.js'
import { fileRules } from '../connection-rules.js'
import type { ConnectionRow } from '../connections.js'
import { findErrorPage } from '../fetch/error-page.js'
import { fetchBounded } from '../fetch/fetch-bounded.js'
import type { LmsFile } from '../lms-event.js'

/** The LMS could not be asked, or not now. What it says is meant for people, unlike the message of any other fault. */
export class LmsFault extends Error {
  override readonly name = 'LmsFault'
}

/** Names a fault of the other side as such; refusals stay what they are. */
export function asLmsFault(error: unknown): Error {
  return error instanceof CallerError
    ? error
    : new LmsFault(error instanceof Error ? error.message : String(error), { cause: error })
}

/**
 * The files of a hand-in, fetched where they did not come with the event: together no more than may arrive, and
 * within `timeoutMs`. Throws `CallerError` for what no further try would change, `LmsFault` for what it might.
 */
export async function collectFiles(
  connection: ConnectionRow,
  files: readonly LmsFile[],
  timeoutMs: number,
): Promise<NamedContent[]> {
  const deadline = performance.now() + timeoutMs
  const collected: NamedContent[] = []
  let leftBytes: number = arrivalLimits.bytes
  for (const file of files) {
    const content =
      'content' in file ? file.content : await fetchFile(connection, file, leftBytes, deadline - performance.now())
    leftBytes -= content.length
    if (leftBytes < 0) throw uploadTooLarge(arrivalLimits.bytes)
    collected.push({ name: file.name, content })
  }
  return collected
}

async function fetchFile(
  connection: ConnectionRow,
  { name, url, sha256, bytes }: Extract<LmsFile, { url: string }>,
  maxBytes: number,
  timeoutMs: number,
): Promise<Buffer> {
  if (timeoutMs <= 0) throw new LmsFault('The files of the submission did not arrive in time')
  try {
    const body = await fetchBounded({ ...fileRules(connection, url), url, sha256, bytes, maxBytes, timeoutMs })
    const content = await buffer(body)
    const found = sha256 === null && bytes === null ? findErrorPage(name, body.contentType, content) : null
    if (found) throw new Error(`The host sent ${found} instead of "${name}"`)
    return content
  } catch (error) {
    throw asLmsFault(error)
  }
}
