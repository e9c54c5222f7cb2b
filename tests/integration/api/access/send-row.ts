import { randomUUID } from 'node:crypto'
import type { InjectOptions } from 'fastify'
import { signWebhook } from '../../../../api/lms/signing.js'
import { encodeForm } from '../start-api.js'
import { ghosts, hookSecret, type Ids } from './classroom.js'
import type { Row } from './table.js'

const idBefore: Readonly<Record<string, keyof Ids>> = {
  submissions: 'submission',
  assignments: 'assignment',
  regrades: 'regrade',
  tokens: 'token',
  events: 'event',
  'grade-messages': 'message',
}
const others: Readonly<Record<string, string>> = {
  slug: 'drill',
  language: 'node',
  code: 'bad-request',
  name: 'drop.js',
}

/** From elsewhere: on this machine itself the metrics are open. */
const elsewhere = { remoteAddress: '192.0.2.7' }

/** A route as a request of somebody with these headers, about these things. */
export async function makeRequest(
  route: string,
  { body, query = '', headers, isSigned }: Row,
  ids: Ids,
  caller: Record<string, string>,
): Promise<InjectOptions> {
  const [method = '', pattern = ''] = route.split(' ')
  const { type, payload } = await encodeBody(typeof body === 'function' ? await body(ids) : body, isSigned ?? false)
  return {
    method: method as 'GET',
    url: fillAddress(pattern, ids) + query,
    headers: { ...type, ...headers, ...caller },
    ...payload,
    ...elsewhere,
  }
}

function fillAddress(pattern: string, ids: Ids): string {
  return pattern
    .replace('…', 'swagger-ui.css')
    .replace(/([\w-]+)\/:id/, (_, before: string) => `${before}/${ids[idBefore[before] ?? 'submission']}`)
    .replace(/:(\w+)/g, (_, name: string) => ids[name as keyof Ids] ?? others[name] ?? name)
}

async function encodeBody(
  body: object | undefined,
  isSigned: boolean,
): Promise<{ type: Record<string, string>; payload: Pick<InjectOptions, 'payload'> }> {
  if (body === undefined) return { type: {}, payload: {} }
  if (isSigned) {
    const text = JSON.stringify(body)
    const signed = signWebhook({ id: randomUUID(), sentAt: new Date(), body: text, secrets: [hookSecret.secret] })
    return { type: { 'content-type': 'application/json', ...signed }, payload: { payload: text } }
  }
  if (!(body instanceof FormData)) return { type: {}, payload: { payload: body } }
  const { type, payload } = await encodeForm(body)
  return { type: { 'content-type': type }, payload: { payload } }
}

/** An answer without what differs from request to request, and from a thing to nothing. */
export function withoutIds(body: string, ids: Ids): string {
  const known = [...Object.values(ids), ...Object.values(ghosts)].filter((id) => id.length > 6)
  return known.reduce((text, id) => text.replaceAll(id, 'ID'), body.replace(/urn:uuid:[0-9a-f-]{36}/g, 'INSTANCE'))
}
