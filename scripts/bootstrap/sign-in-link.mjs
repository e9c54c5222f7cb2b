import { openApi } from './call-api.mjs'

/**
 * An address that signs a browser in as the admin, once within a quarter of an hour; `undefined` where the API gives
 * none.
 */
export async function makeSignInLink({ url, adminToken, progress }) {
  try {
    return (await openApi({ url, adminToken })('POST', '/v1/people/admin/login-links')).url
  } catch (error) {
    progress.tell(`The sign-in link could not be created: ${error.message}`)
    return undefined
  }
}
