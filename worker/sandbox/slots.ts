import type Docker from 'dockerode'
import { slotCount } from '../../contracts/roles.js'
import { createContainer, type OutputSinks, type PodContainer } from './container.js'
import { isNameTaken } from './docker-engine.js'
import type { ContainerPlan } from './hardening.js'

export interface Lease {
  slot: number
  holder: PodContainer
}

/**
 * Leases a slot by creating the holder under the slot's name. The engine refuses a name twice, so slots
 * stay apart between all workers that share it, and a slot is free again once its holder is removed.
 * Throws when every slot is taken.
 */
export async function leaseSlot(
  docker: Docker,
  planFor: (slot: number) => ContainerPlan,
  output: OutputSinks,
): Promise<Lease> {
  const first = Math.floor(Math.random() * slotCount)
  for (let step = 0; step < slotCount; step += 1) {
    const slot = (first + step) % slotCount
    try {
      return { slot, holder: await createContainer(docker, { ...planFor(slot), name: `assay-slot-${slot}` }, output) }
    } catch (error) {
      if (!isNameTaken(error)) throw error
    }
  }
  throw new Error(`All ${slotCount} slots of the engine are in use`)
}
