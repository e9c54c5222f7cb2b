import type { Limits } from '../../contracts/limits.js'
import type { ServiceName } from '../../contracts/manifest.js'
import { uidOf } from '../../contracts/roles.js'
import { podName, type PodIdentity } from './labels.js'
import { serviceKinds } from './services.js'
import type { VolumePlan } from './volumes.js'

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
