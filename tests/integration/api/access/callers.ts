import { createLoginLink, startSession } from '../../../../api/people/people.js'
import { adminToken, type TestApi } from '../start-api.js'

/** Everybody who may come, in the order of the columns of the table. */
export const callers = [
  'nobody',
  'reader',
  'learner',
  'stranger',
  'instructor',
  'outsider',
  'admin',
  'teaching admin',
  'page',
  'other site',
] as const
export type CallerName = (typeof callers)[number]

/**
 * What each sends to be known by. `ada` learns in the course `web`, with a token to read and one to hand in; `eve`
 * learns in another course. `ines` teaches `web`, `otto` the other one. `root` is an admin whose token is for teaching
 * only. `page` and `other site` come with a session of `ines`, from our pages and from elsewhere: a new one each time,
 * as some requests end it.
 */
export async function makeCallers(api: TestApi): Promise<Record<CallerName, () => Promise<Record<string, string>>>> {
  const { db } = api.platform.context
  await api.request({ method: 'POST', url: '/v1/people', payload: { id: 'root', name: 'Root', isAdmin: true } })
  const bearer = async (owner: string, scope: string) => {
    const { token } = (await api.request({ method: 'POST', url: '/v1/tokens', payload: { owner, scope } })).json()
    return async () => ({ authorization: `Bearer ${token}` })
  }
  const browser = (site: string) => async () => {
    const link = await createLoginLink(db, { personId: 'ines', createdBy: 'admin' })
    const { secret } = await db.transaction((tx) => startSession(tx, link.secret))
    return { cookie: `assay=${secret}`, 'sec-fetch-site': site }
  }
  return {
    nobody: async () => ({}),
    reader: await bearer('ada', 'read'),
    learner: await bearer('ada', 'submit'),
    stranger: await bearer('eve', 'submit'),
    instructor: await bearer('ines', 'teach'),
    outsider: await bearer('otto', 'teach'),
    admin: async () => ({ authorization: `Bearer ${adminToken}` }),
    'teaching admin': await bearer('root', 'teach'),
    page: browser('same-origin'),
    'other site': browser('cross-site'),
  }
}
