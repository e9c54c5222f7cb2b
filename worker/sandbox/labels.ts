/**
 * Labels on every container and volume of a pod: they tell the reaper whose it is. It reads no time among them: clocks
 * differ.
 */
export const label = {
  run: 'org.assay.run',
  delivery: 'org.assay.delivery',
  worker: 'org.assay.worker',
  role: 'org.assay.role',
  /** Name of the pod: one delivery may have several. */
  pod: 'org.assay.pod',
  /** On containers that have cores set apart for them: nobody moves those elsewhere. */
  ownCores: 'org.assay.own-cores',
} as const

export interface PodIdentity {
  runId: string
  delivery: number
  worker: string
  /** Tells the pods of one delivery apart, where it has several. */
  part?: string
  /** Seconds after which every container of the pod kills itself. */
  lifetimeSeconds: number
}

/** A pod's name, unique per delivery of a run and part of it: no two pods may share a volume. */
export const podName = ({ runId, delivery, part }: Omit<PodIdentity, 'lifetimeSeconds'>): string =>
  `assay-${runId}-${delivery}${part === undefined ? '' : `-${part}`}`

export const podLabels = (identity: Omit<PodIdentity, 'lifetimeSeconds'>): Record<string, string> => ({
  [label.run]: identity.runId,
  [label.delivery]: String(identity.delivery),
  [label.worker]: identity.worker,
  [label.pod]: podName(identity),
})
