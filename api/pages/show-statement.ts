import { CallerError } from '../../contracts/errors.js'
import type { PublishedExercise } from '../database/exercises.js'
import { runTask } from '../off-thread/run-task.js'

/** A statement as a page has it; `html` is `null` where laying it out took too long. */
export interface ShownStatement {
  html: string | null
  markdown: string
}

/** A course reads a few of them all week. */
const MOST_KEPT = 50
const SECONDS = 5

const kept = new Map<string, Promise<string>>()

/** The statement of a package, laid out off the event loop once and then kept: a digest always means the same text. */
export async function showStatement({ digest, statement: markdown }: PublishedExercise): Promise<ShownStatement> {
  const html = kept.get(digest) ?? runTask('render-statement', markdown, SECONDS)
  kept.delete(digest)
  kept.set(digest, html)
  if (kept.size > MOST_KEPT) kept.delete([...kept.keys()][0] as string)
  try {
    return { html: await html, markdown }
  } catch (error) {
    kept.delete(digest)
    if (error instanceof CallerError) return { html: null, markdown }
    throw error
  }
}
