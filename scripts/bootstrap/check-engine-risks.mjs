import { loadCompiled } from './build-images.mjs'
import { SetupProblem } from './setup-problem.mjs'
/** @import Docker from 'dockerode' */

/**
 * Throws when others will reach the API and the engine has risks that ASSAY_ACCEPT_RISKS does not name. Before anything
 * is started.
 * @param {{ root: string, docker: Docker, host: string, environment: NodeJS.ProcessEnv }} reach
 */
export async function checkEngineRisks({ root, docker, host, environment }) {
  /** @type {typeof import('../../worker/sandbox/engine-facts.js')} */
  const { describeEngine } = await loadCompiled(root, 'worker/sandbox/engine-facts.js')
  /** @type {typeof import('../../worker/sandbox/engine-risks.js')} */
  const { refuseRisks } = await loadCompiled(root, 'worker/sandbox/engine-risks.js')
  const reach = {
    listenHost: host,
    publicUrl: environment.ASSAY_PUBLIC_URL ?? '',
    redisUrl: environment.REDIS_URL || 'redis://127.0.0.1',
  }
  const facts = await describeEngine(docker)
  try {
    refuseRisks(facts, reach, environment.ASSAY_ACCEPT_RISKS ?? '')
  } catch (error) {
    throw new SetupProblem(/** @type {Error} */ (error).message)
  }
}
