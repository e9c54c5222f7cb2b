import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { loadCompiled } from './build-images.mjs'
/** @import Docker from 'dockerode' */
/** @import { EngineCall } from '../../worker/sandbox/engine-answers.js' */

/**
 * @typedef {object} ContainerPlan
 * @property {string} name of the image
 * @property {string} image
 * @property {string} containerName
 * @property {Record<string, string>} labels
 * @property {number} innerPort
 * @property {string} volumePath
 * @property {number} memoryMb
 * @property {Record<string, string>} env
 * @property {boolean} isBridged
 */

const mib = 1024 * 1024
const configLabel = 'org.assay.config'
const portLabel = 'org.assay.port'

/**
 * Sees that a container of the platform runs as planned; one that was planned differently is replaced, its volume kept.
 * Answers its port on the host, and whether it had to be made. `choosePort` is asked only for a new one.
 * @param {Docker} docker
 * @param {ContainerPlan} plan
 * @param {() => Promise<number>} choosePort
 */
export async function ensureContainer(docker, plan, choosePort) {
  const config = createHash('sha256')
    .update(JSON.stringify(createOptions(plan, 0)))
    .digest('hex')
    .slice(0, 16)
  const present = await inspect(docker, plan.containerName)
  if (present?.Config.Labels[configLabel] === config) {
    if (!present.State.Running) await startAgain(docker, plan.containerName)
    return { port: Number(present.Config.Labels[portLabel]), isNew: false }
  }
  if (present) await remove(docker, plan.containerName)
  const port = await choosePort()
  const labels = { ...plan.labels, [configLabel]: config, [portLabel]: String(port) }
  const container = await docker.createContainer(createOptions({ ...plan, labels }, port))
  await container.start()
  return { port, isNew: true }
}

/**
 * Starts a container again that was stopped or killed from outside, which the engine's restart policy leaves alone.
 * @param {Docker} docker
 * @param {string} name
 */
export async function startAgain(docker, name) {
  await tell('start', () => docker.getContainer(name).start())
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * What the engine's answers mean is known to the compiled sources.
 * @param {EngineCall} call
 * @param {() => Promise<unknown>} act
 */
async function tell(call, act) {
  /** @type {typeof import('../../worker/sandbox/engine-answers.js')} */
  const { callEngine } = await loadCompiled(root, 'worker/sandbox/engine-answers.js')
  await callEngine(call, act)
}

/**
 * @param {Docker} docker
 * @param {string} name
 */
async function inspect(docker, name) {
  try {
    return await docker.getContainer(name).inspect()
  } catch (error) {
    if (/** @type {{ statusCode?: number }} */ (error).statusCode === 404) return undefined
    throw error
  }
}

/**
 * @param {Docker} docker
 * @param {string} name
 */
async function remove(docker, name) {
  const container = docker.getContainer(name)
  await tell('stop', () => container.stop({ t: 20 }))
  await tell('remove', () => container.remove())
}

/**
 * @param {ContainerPlan} plan
 * @param {number} port
 * @returns {Docker.ContainerCreateOptions}
 */
function createOptions(plan, port) {
  const inner = `${plan.innerPort}/tcp`
  const env = plan.isBridged ? plan.env : { ...plan.env, LISTEN_ADDRESS: '127.0.0.1', LISTEN_PORT: String(port) }
  const network = plan.isBridged
    ? { PortBindings: { [inner]: [{ HostIp: '127.0.0.1', HostPort: String(port) }] } }
    : { NetworkMode: 'host' }
  return {
    name: plan.containerName,
    Image: plan.image,
    Cmd: ['serve-platform'],
    Env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
    Labels: plan.labels,
    ...(plan.isBridged ? { ExposedPorts: { [inner]: {} } } : {}),
    HostConfig: {
      ...network,
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Memory: plan.memoryMb * mib,
      PidsLimit: 256,
      Tmpfs: { '/tmp': 'rw,nosuid,nodev,noexec,size=16m,mode=1777' },
      Mounts: [{ Type: 'volume', Source: `${plan.containerName}-data`, Target: plan.volumePath }],
      RestartPolicy: { Name: 'unless-stopped' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '2' } },
    },
  }
}
