/** Labels on every container and volume of a pod: they tell the reaper whose it is and when it must be gone. */
export const label = {
  run: 'org.assay.run',
  delivery: 'org.assay.delivery',
  worker: 'org.assay.worker',
  role: 'org.assay.role',
  /** Unix seconds at which the pod was opened. */
  openedAt: 'org.assay.opened-at',
  /** Unix seconds after which nothing of the pod may exist. */
  deadline: 'org.assay.deadline',
  /** On containers that have cores set apart for them: nobody moves those elsewhere. */
  ownCores: 'org.assay.own-cores',
} as const

export interface PodIdentity {
  runId: string
  delivery: number
  worker: string
  /** Tells the pods of one delivery apart, where it has several. */
  part?: string
  /** Seconds the whole run may take, whatever happens. */
  lifetimeSeconds: number
}

/** A pod's name, unique per delivery of a run and part of it: no two pods may share a volume. */
export const podName = ({ runId, delivery, part }: PodIdentity): string => `assay-${runId}-${delivery}${part === undefined ? '' : `-${part}`}`

export function podLabels(identity: PodIdentity, nowMs: number): Record<string, string> {
  const openedAt = Math.floor(nowMs / 1000)
  return {
    [label.run]: identity.runId,
    [label.delivery]: String(identity.delivery),
    [label.worker]: identity.worker,
    [label.openedAt]: String(openedAt),
    [label.deadline]: String(openedAt + identity.lifetimeSeconds),
  }
}
