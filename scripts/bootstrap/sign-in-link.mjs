import { openApi } from './call-api.mjs'
/** @import { Progress } from './progress.mjs' */

/**
 * An address that signs a browser in as the admin, once within a quarter of an hour; `undefined` where the API gives
 * none.
 * @param {{ url: string, adminToken: string, progress: Progress }} options
 * @returns {Promise<string | undefined>}
 */
export async function makeSignInLink({ url, adminToken, progress }) {
  try {
    return (await openApi({ url, adminToken })('POST', '/v1/people/admin/login-links')).url
  } catch (error) {
    progress.tell(`The sign-in link could not be created: ${/** @type {Error} */ (error).message}`)
    return undefined
  }
}
