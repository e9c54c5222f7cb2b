const agents = ['curl/8.14.1', 'node', 'python-requests/2.32.3', 'PostmanRuntime/7.43.0', 'okhttp/4.12.0']
/**
 * All prefer JSON and accept anything. Frameworks choose by this header between a JSON error, a page and a redirect
 * (Laravel, Symfony, Spring): without a preference, the outcome of a test would depend on the client that was picked.
 */
const accepts = ['application/json, text/plain, */*', 'application/json, */*;q=0.5', 'application/json, */*']
const connections = ['close', 'keep-alive']

/**
 * Headers of one of several kinds of client, in differing order, so that a service cannot tell
 * the examiner by them. Every shape refuses compressed bodies: they are never inflated here.
 * @param {{ pick<T>(values: readonly T[]): T }} random
 * @returns {Record<string, string>}
 */
export function pickClientShape(random) {
  const shape = [
    ['user-agent', random.pick(agents)],
    ['accept-encoding', 'identity'],
    ['connection', random.pick(connections)],
    ['accept', random.pick(accepts)],
  ]
  return Object.fromEntries(random.pick([shape, shape.toReversed()]))
}
