import { Type } from 'typebox'
import type { AppContext, RouteApp } from '../../app-context.js'
import { publicUrl } from '../../config.js'
import { callerOf } from '../../http/guard.js'
import { decodeCursor, encodeCursor } from '../../http/paging.js'
import { ConnectionParams, exact, uuid } from '../../http/schemas.js'
import { findConnection, listConnections } from '../../lms/connections.js'
import { listMessages } from '../../lms/outbound/list-messages.js'
import { replayGrade } from '../../lms/outbound/replay-grade.js'
import { messageStates } from '../../tables.js'
import { sendPage } from '../../ui/shell.js'
import { ConnectionListView, ConnectionView } from '../views/connections.js'

const ROWS = 50
const GradeQuery = Type.Object(
  { state: Type.Optional(Type.Enum(['', ...messageStates])), cursor: Type.Optional(Type.String({ maxLength: 100 })) },
  exact,
)

/** Connections to LMSs, for admins: what they are, and the log of the grades that were sent. */
export function addConnectionPages(app: RouteApp, { db, config }: AppContext): void {
  app.get('/connections', async (request, reply) =>
    sendPage(request, reply, {
      title: 'Connections',
      breadcrumbs: [{ label: 'Courses', href: '/' }, { label: 'Connections' }],
      children: <ConnectionListView connections={await listConnections(db)} />,
    }),
  )

  app.get(
    '/connections/:connection',
    { schema: { params: ConnectionParams, querystring: GradeQuery } },
    async (request, reply) => {
      const connection = await findConnection(db, request.params.connection)
      const { state, cursor } = request.query
      const rows = await listMessages(db, {
        connectionId: connection.id,
        state: state || undefined,
        before: cursor === undefined ? undefined : decodeCursor(cursor),
        limit: ROWS + 1,
      })
      const last = rows[ROWS - 1]
      return sendPage(request, reply, {
        title: connection.title,
        breadcrumbs: [{ label: 'Connections', href: '/connections' }, { label: connection.title }],
        children: (
          <ConnectionView
            connection={connection}
            hookUrl={`${publicUrl(config)}/v1/hooks/lms/${connection.id}`}
            rows={rows.slice(0, ROWS)}
            state={state ?? ''}
            isFirst={cursor === undefined}
            nextCursor={rows.length > ROWS && last ? encodeCursor(last.message.seq) : null}
          />
        ),
      })
    },
  )

  app.post('/grade-messages/:id/replay', { schema: { params: Type.Object({ id: uuid }) } }, async (request, reply) => {
    const { connectionId } = await replayGrade(db, callerOf(request), request.params.id)
    return reply.redirect(`/connections/${connectionId}`, 303)
  })
}
