import type Docker from 'dockerode'
import { label } from './labels.js'

/** What an engine says about itself. */
export interface EngineDescription {
  version: string
  kernel: string
  /** Name of the default runtime, as `runc`. */
  runtime: string
  /** As `1.1.5+ds1`; absent where the engine does not tell. */
  runcVersion: string | undefined
  /** `1` or `2`. */
  cgroupVersion: string
  hasSeccomp: boolean
  isRootless: boolean
  cpus: number
  memoryBytes: number
  /** Where the engine keeps images and volumes, as a path on its own machine. */
  rootFolder: string
}

/** Asks an engine about itself. Throws when it does not answer. */
export async function describeEngine(docker: Docker): Promise<EngineDescription> {
  const [version, info] = await Promise.all([docker.version(), docker.info()])
  const options: string[] = info.SecurityOptions ?? []
  const components = (version.Components ?? []) as { Name: string; Version: string }[]
  return {
    version: version.Version,
    kernel: version.KernelVersion ?? info.KernelVersion,
    runtime: info.DefaultRuntime ?? 'unknown',
    runcVersion: components.find(({ Name }) => Name === 'runc')?.Version,
    cgroupVersion: String(info.CgroupVersion ?? '1'),
    hasSeccomp: options.some((option) => option.startsWith('name=seccomp')),
    isRootless: options.includes('name=rootless'),
    cpus: info.NCPU,
    memoryBytes: info.MemTotal,
    rootFolder: info.DockerRootDir,
  }
}

/** Names of containers of runs whose holder runs no more: nobody is waiting for them. */
export async function findLeftovers(docker: Docker): Promise<string[]> {
  const containers = await docker.listContainers({ all: true, filters: { label: [label.run] } })
  const podOf = (labels: Readonly<Record<string, string>>) => `${labels[label.run]}-${labels[label.delivery]}`
  const held = new Set(
    containers.filter(({ Labels, State }) => Labels[label.role] === 'holder' && State === 'running').map(({ Labels }) => podOf(Labels)),
  )
  return containers.filter(({ Labels }) => !held.has(podOf(Labels))).map(({ Names, Id }) => Names[0]?.slice(1) ?? Id)
}
