const quote = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`

/** Headers the HTTP client of the kit adds by itself and a person would not type. */
const ownHeaders = new Set(['host', 'connection', 'accept-encoding', 'content-length', 'user-agent', 'transfer-encoding'])

/** The command that replays a request of a hidden test against a service started by hand on port 8080. */
export function curlCommand(request: {
  method: string
  path: string
  requestHeaders: Readonly<Record<string, string>>
  requestBody: string | null
}): string {
  const headers = Object.entries(request.requestHeaders).filter(([name]) => !ownHeaders.has(name.toLowerCase()))
  return [
    'curl -i',
    request.method === 'GET' ? '' : `-X ${request.method}`,
    ...headers.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    request.requestBody === null ? '' : `--data-binary ${quote(request.requestBody)}`,
    quote(`http://localhost:8080${request.path}`),
  ]
    .filter(Boolean)
    .join(' ')
}
