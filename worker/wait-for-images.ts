import { setTimeout as pause } from 'node:timers/promises'
import type { WorkerLog } from './consumer.js'

/** How often the engine is asked again while images are missing. */
const askAgainMs = 10_000

/**
 * Returns once the engine has every image. A worker without them would fail each run it takes, and use up its
 * attempts; so it takes none, and says what it waits for.
 */
export async function waitForImages(findMissing: () => Promise<readonly string[]>, log: WorkerLog): Promise<void> {
  for (let told = ''; ; await pause(askAgainMs)) {
    const missing = await findMissing().catch((err: Error) => {
      log.error({ err }, 'the container engine does not respond, waiting for it')
      return undefined
    })
    if (missing?.length === 0) return
    const names = missing?.join(', ') ?? ''
    if (names !== told) log.warn({ missing }, 'images are missing, waiting for them: run `npx assay images build`')
    told = names
  }
}
