import { Type } from 'typebox'
import type { AppContext, RouteApp } from '../app-context.js'
import { recordAudit } from '../database/audit.js'
import { clearSessionCookie, readSessionCookie, refuseCrossSite, setSessionCookie } from '../http/guard.js'
import { PageHeading } from '../ui/section.js'
import { sendPage } from '../ui/shell.js'
import { endSession, startSession } from './people.js'

const LinkParams = Type.Object({ secret: Type.String({ pattern: '^[\\w-]{10,200}$' }) })

/** Signing in by a one-time link, and out again. */
export function addSessionPages(app: RouteApp, { db }: AppContext): void {
  // Asks first: mail programs open links to look at them, and would use this one up.
  app.get('/login/:secret', { schema: { params: LinkParams } }, (request, reply) =>
    sendPage(request, reply, {
      title: 'Sign in',
      breadcrumbs: [],
      children: (
        <>
          <PageHeading title="Sign in" lead="This link signs in this browser for twelve hours. It works only once." />
          <form method="post" action={`/login/${request.params.secret}`}>
            <button class="button button-primary" type="submit">
              Sign in
            </button>
          </form>
        </>
      ),
    }),
  )

  app.post('/login/:secret', { schema: { params: LinkParams } }, async (request, reply) => {
    refuseCrossSite(request) // or another site could sign somebody in as somebody else
    const { secret, expiresAt } = await db.transaction(async (tx) => {
      const session = await startSession(tx, request.params.secret)
      await recordAudit(tx, { actor: session.personId, action: 'session.started', subject: session.personId })
      return session
    })
    setSessionCookie(request, reply, secret, expiresAt)
    return reply.redirect('/', 303)
  })

  app.post('/logout', async (request, reply) => {
    const secret = readSessionCookie(request)
    if (secret !== undefined) await endSession(db, secret)
    clearSessionCookie(request, reply)
    return reply.redirect('/', 303)
  })
}
