/**
 * Calls of the API that was just started, as its admin. Answers the JSON of the answer; throws with its words where it
 * refuses.
 * @param {{ url: string, adminToken: string }} api
 */
export function openApi({ url, adminToken }) {
  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   */
  return async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${adminToken}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(10_000),
    })
    const answer = await response.json()
    if (!response.ok) throw new Error(answer.detail ?? `${method} ${path} responded with ${response.status}`)
    return answer
  }
}
