import type { Pod } from '../../sandbox/pod.js'
import type { Subject } from '../../sandbox/subject.js'
import type { Side, SideUsage } from './side.js'
import type { SpeedSession } from './speed-session.js'

export interface PodSideParts {
  name: Side['name']
  pod: Pod
  subject: Subject
  session: SpeedSession
  /** How long the subject may take to answer after a start. */
  startMs: number
}

/**
 * A pod as one side of a speed check. The subject is frozen first and thawed last: it must never run while its database
 * does not. The examiner goes on running: it has nothing of the learner's, and waits.
 */
export function createPodSide({ name, pod, subject, session, startMs }: PodSideParts): Side {
  let usage: Promise<SideUsage> | undefined
  let hasLostService = false
  const findEnd = () => {
    if (subject.limit !== null) return `Your service exceeded a limit during the speed check (${subject.limit}).`
    const [death] = subject.deaths
    if (death) return `Your service stopped by itself during the speed check (exit code ${death.exitCode}).`
    return hasLostService ? lostService : null
  }
  const resumeServices = () => Promise.all(pod.services.map((service) => service.resume()))
  return {
    name,
    // The engine tells a container's use once a second: asked for now, it is there by the end of the other side's turn.
    async freeze() {
      await subject.freeze()
      await Promise.all(pod.services.map((service) => service.pause()))
      hasLostService = (await Promise.all(pod.services.map((service) => service.hasDied()))).some(Boolean)
      usage = readUsage(pod, subject)
      usage.catch(() => undefined) // whoever needs it gets the fault; after a seeding nobody may
    },
    async thaw() {
      await resumeServices()
      await subject.thaw()
    },
    readUsage: () => usage ?? Promise.reject(new Error('A side was read before it was ever frozen')),
    seed: async (scenario, rows) => (await session.ask({ type: 'seed', scenario, rows }, 'seeded')).problem,
    runTurn: async (scenario, pair, purpose) =>
      (await session.ask({ type: 'turn', scenario, pair, purpose }, 'turn-ended')).turn,
    // The engine kills what is frozen before it lets it go.
    async revive() {
      await resumeServices()
      const end = findEnd()
      if (end !== null) return end
      await subject.restart('suddenly')
      const ready = await session.ask({ type: 'await-ready', startMs }, 'ready', 'not-ready')
      return ready.type === 'ready'
        ? null
        : `Your service was killed and started again, as after a crash, and did not come back: ${ready.detail}`
    },
    audit: (scenario, proves) => session.ask({ type: 'audit', scenario, proves }, 'audited'),
    findEnd,
  }
}

/** Nobody else in the pod asks anything of it that could end it. */
const lostService =
  'A database or cache of the exercise stopped while your service used it: your service requested more than it has memory for.'

async function readUsage({ services }: Pod, subject: Subject): Promise<SideUsage> {
  const [own, ...others] = await Promise.all([
    subject.readUsageNow(),
    ...services.map((service) => service.readUsageNow()),
  ])
  return {
    subjectCpuMs: own.cpuSeconds * 1000,
    servicesCpuMs: others.length === 0 ? null : others.reduce((sum, { cpuSeconds }) => sum + cpuSeconds * 1000, 0),
    subjectMemoryMb: own.memoryMb,
  }
}
