import type Docker from 'dockerode'
import { type MountSettings } from 'dockerode'
import type { Limits } from '../../contracts/limits.js'
import type { ServiceName } from '../../contracts/exercise/manifest.js'
import { uidOf } from '../../contracts/roles.js'
import { callEngine } from './engine-answers.js'
import { type PodIdentity, podName } from './labels.js'
import { serviceKinds } from './services.js'

/** A volume in memory: it has a size and an inode limit, which a folder of the host would not. */
interface VolumePlan {
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

/** Holds the source and what the build made of it. */
const appMb = 256

/** A volume and where the holder has it. */
export type PodVolume = VolumePlan & { heldAt: string }

export const volumeName = {
  app: (identity: PodIdentity) => `${podName(identity)}-app`,
  data: (identity: PodIdentity) => `${podName(identity)}-data`,
  serviceData: (identity: PodIdentity, service: ServiceName) => `${podName(identity)}-${service}-data`,
  socket: (identity: PodIdentity, service: ServiceName) => `${podName(identity)}-${service}-socket`,
}

/** Every volume of a pod, each owned by the one role that writes to it. */
export function podVolumes(
  plan: { identity: PodIdentity; services: readonly ServiceName[]; limits: Limits },
  labels: Record<string, string>,
  slot: number,
): PodVolume[] {
  const { identity, services, limits } = plan
  const volume = (name: string, sizeMb: number, role: Parameters<typeof uidOf>[1], mode: string): PodVolume => ({
    name,
    sizeMb,
    inodes: sizeMb * inodesPerMb,
    uid: uidOf(slot, role),
    mode,
    labels,
    heldAt: heldAt(name),
  })
  return [
    volume(volumeName.app(identity), appMb, 'build', '0755'),
    volume(volumeName.data(identity), limits.diskMb, 'subject', '0700'),
    ...services.flatMap((service) => [
      volume(volumeName.serviceData(identity, service), serviceKinds[service].dataMb, service, '0700'),
      volume(volumeName.socket(identity, service), 1, service, '0777'),
    ]),
  ]
}

/** Files a volume may have for each megabyte: enough for small sources, too few to fill memory with empty files. */
const inodesPerMb = 128

/** Where the holder has a volume. */
export const heldAt = (name: string): string => `/held/${name}`
