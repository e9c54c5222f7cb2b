import type Docker from 'dockerode'
import type { MountSettings } from 'dockerode'
import { callEngine } from './engine-answers.js'

/** A volume in memory: it has a size and an inode limit, which a folder of the host would not. */
export interface VolumePlan {
  name: string
  sizeMb: number
  inodes: number
  uid: number
  mode: string
  labels: Record<string, string>
}

/** Mounts a volume that the engine makes together with the container: the way a holder gets its volumes. */
export const newVolume = (plan: VolumePlan, target: string): MountSettings => ({
  Type: 'volume',
  Source: plan.name,
  Target: target,
  VolumeOptions: {
    NoCopy: true, // an image's own files must not end up in it
    Labels: plan.labels,
    DriverConfig: {
      Name: 'local',
      Options: {
        type: 'tmpfs',
        device: 'tmpfs',
        o: `size=${plan.sizeMb}m,nr_inodes=${plan.inodes},uid=${plan.uid},gid=${plan.uid},mode=${plan.mode}`,
      },
    },
  },
})

/** Mounts a volume that a holder has already. */
export const heldVolume = (name: string, target: string, access: 'read-only' | 'read-write'): MountSettings => ({
  Type: 'volume',
  Source: name,
  Target: target,
  ReadOnly: access === 'read-only',
  VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: 'local', Options: {} } },
})

/**
 * Removes a volume. One that is gone is fine; one that a container still uses after some seconds is left to the reaper.
 */
export async function removeVolume(docker: Docker, name: string): Promise<void> {
  try {
    await callEngine('remove volume', () => docker.getVolume(name).remove())
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 409) throw error
  }
}
