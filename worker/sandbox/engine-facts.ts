import type Docker from 'dockerode'

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
