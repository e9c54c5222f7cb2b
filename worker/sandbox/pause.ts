import { setTimeout as wait } from 'node:timers/promises'
import type { Container } from 'dockerode'
import { isConflict, isPausedSo, isUnableToFreeze } from './docker-engine.js'

const attempts = 6
const betweenAttemptsMs = 100

/**
 * Stops all processes of a container where they stand. runc gives up, and undoes what it did, when a cgroup of version 1
 * does not stand still for it on a busy machine; asked again it succeeds.
 */
export async function pauseContainer(container: Pick<Container, 'pause'>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await container.pause()
      return
    } catch (error) {
      if (cannotPause(error)) return
      if (attempt === attempts || !isUnableToFreeze(error)) throw error
      await wait(attempt * betweenAttemptsMs)
    }
  }
}

export async function resumeContainer(container: Pick<Container, 'unpause'>): Promise<void> {
  try {
    await container.unpause()
  } catch (error) {
    if (!cannotPause(error)) throw error
  }
}

/** One that has ended answers nothing, paused or not. */
const cannotPause = (error: unknown) => isConflict(error) || isPausedSo(error)
