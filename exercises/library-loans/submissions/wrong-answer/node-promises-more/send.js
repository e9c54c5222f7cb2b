const base = process.env.BASE_URL ?? 'http://127.0.0.1:8080'

/** Sends a request and reads the answer: its status, its headers, its text, and the text as JSON where it is some. */
export async function send(method, path, body, headers = {}) {
  const response = await fetch(base + path, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(5000),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined }
}
