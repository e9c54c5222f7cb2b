import { request } from 'node:http'

export const localSocket = '/var/run/docker.sock'

/**
 * Asks a container engine for a sign of life: `'answers'`, `'forbidden'` (the socket is there but not for this user)
 * or `'absent'`. `dockerHost` as in DOCKER_HOST; the local socket when empty.
 * @param {string} [dockerHost]
 * @returns {Promise<'answers' | 'forbidden' | 'absent'>}
 */
export function askEngine(dockerHost) {
  return new Promise((resolve) => {
    const ping = request({ ...addressOf(dockerHost), path: '/_ping', timeout: 5000 }, (response) => {
      response.resume()
      resolve(response.statusCode === 200 ? 'answers' : 'absent')
    })
    ping.once('timeout', () => ping.destroy(new Error('no response')))
    ping.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      resolve(error.code === 'EACCES' ? 'forbidden' : 'absent'),
    )
    ping.end()
  })
}

/** @param {string} [dockerHost] */
function addressOf(dockerHost) {
  if (!dockerHost) return { socketPath: localSocket }
  if (dockerHost.startsWith('unix://')) return { socketPath: dockerHost.slice('unix://'.length) }
  const { hostname, port } = new URL(dockerHost.replace(/^tcp:/, 'http:'))
  return { host: hostname, port: Number(port || 2375) }
}
