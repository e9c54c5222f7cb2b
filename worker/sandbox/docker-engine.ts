import Docker from 'dockerode'

/** Connects to the container engine named by a `DOCKER_HOST` value, or to the local socket. Does no request yet. */
export function connectEngine(dockerHost?: string): Docker {
  if (dockerHost === undefined || dockerHost === '') return new Docker({ socketPath: '/var/run/docker.sock' })
  if (dockerHost.startsWith('unix://')) return new Docker({ socketPath: dockerHost.slice('unix://'.length) })
  const url = new URL(dockerHost.replace(/^tcp:/, 'http:'))
  return new Docker({
    host: url.hostname,
    port: Number(url.port || 2375),
    protocol: url.protocol === 'https:' ? 'https' : 'http',
  })
}

/** Whether it is reached by a socket of this machine. */
export const isLocal = ({ modem }: Docker): boolean => (modem as { socketPath?: string }).socketPath !== undefined

const statusOf = (error: unknown) => (error as { statusCode?: number }).statusCode

/** The engine says that the thing is not there. */
export const isGone = (error: unknown): boolean => statusOf(error) === 404
/** The engine says that another container has the name. */
export const isNameTaken = (error: unknown): boolean =>
  statusOf(error) === 409 && /is already in use/.test((error as Error).message)
