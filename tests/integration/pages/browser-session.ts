import type { LightMyRequestResponse } from 'fastify'
import type { TestApi } from '../api/start-api.js'

/** What a browser that is signed in sends, without a browser. */
export interface BrowserSession {
  cookie: string
  get(url: string): Promise<LightMyRequestResponse>
  /** Sends a form as a page of ours would. */
  post(url: string, fields?: Record<string, string>): Promise<LightMyRequestResponse>
  upload(url: string, form: FormData): Promise<LightMyRequestResponse>
}

/** Signs a person in by a link. */
export async function signIn(api: TestApi, person: string): Promise<BrowserSession> {
  const link = (await api.request({ method: 'POST', url: `/v1/people/${person}/login-links` })).json<{ url: string }>()
    .url
  const sameOrigin = { 'sec-fetch-site': 'same-origin' }
  const answer = await api.request({ method: 'POST', url: new URL(link).pathname, headers: sameOrigin }, null)
  const cookie = `${answer.headers['set-cookie']}`.split(';')[0] ?? ''
  const send = (method: 'GET' | 'POST', url: string, type?: string, payload?: string | Buffer) =>
    api.request(
      {
        method,
        url,
        headers: { cookie, ...sameOrigin, ...(type ? { 'content-type': type } : {}) },
        ...(payload === undefined ? {} : { payload }),
      },
      null,
    )
  return {
    cookie,
    get: (url) => send('GET', url),
    post: (url, fields = {}) =>
      send('POST', url, 'application/x-www-form-urlencoded', new URLSearchParams(fields).toString()),
    async upload(url, form) {
      const encoded = new Response(form)
      return send('POST', url, encoded.headers.get('content-type') ?? '', Buffer.from(await encoded.arrayBuffer()))
    },
  }
}
