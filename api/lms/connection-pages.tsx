import { Type } from 'typebox'
import { count, decimal, shortTime } from '../../contracts/amounts.js'
import { escapeLine } from '../../contracts/escape.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { publicUrl } from '../config.js'
import type { MessageRow } from '../grades/grade-outbox.js'
import { callerOf } from '../http/guard.js'
import { exact } from '../../contracts/shapes.js'
import { ConnectionParams, decodeCursor, encodeCursor, uuid } from '../http/schemas.js'
import { Badge, type Tone } from '../ui/badge.js'
import { DataTable, Paging } from '../ui/data-table.js'
import { FilterForm, SelectField } from '../ui/field.js'
import { EmptyState, FactList, Message, Moment, PageHeading, Section } from '../ui/section.js'
import { sendPage } from '../ui/shell.js'
import { type ConnectionRow, findConnection, listConnections } from './connections.js'
import { type DeliveryRow, listMessages, replayGrade } from './outbound/grade-messages.js'
import { type MessageState, messageStates } from './tables.js'

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

function ConnectionListView({ connections }: { connections: readonly ConnectionRow[] }) {
  return (
    <>
      <PageHeading
        title="Connections"
        lead="Learning platforms that send submissions to this service and receive the grades."
      />
      {connections.length === 0 ? (
        <EmptyState title="There are no connections yet.">
          Create one with <code>assay connection create</code>.
        </EmptyState>
      ) : (
        <DataTable
          caption="Connections"
          rows={connections}
          keyOf={({ id }) => id}
          columns={[
            {
              name: 'title',
              header: 'Connection',
              cell: ({ id, title }) => (
                <a href={`/connections/${id}`}>
                  <bdi>{title}</bdi>
                </a>
              ),
            },
            { name: 'adapter', header: 'Adapter', cell: ({ adapter }) => adapter },
            {
              name: 'grades',
              header: 'Grades',
              cell: ({ gradeUrl, gradesStoppedAt }) =>
                gradesStoppedAt ? <Badge tone="bad">stopped</Badge> : gradeUrl ? 'sent' : 'not sent',
            },
          ]}
        />
      )}
    </>
  )
}

export interface ConnectionViewProps {
  connection: ConnectionRow
  /** Where the LMS sends to. */
  hookUrl: string
  rows: readonly { message: MessageRow; deliveries: readonly DeliveryRow[] }[]
  state: MessageState | ''
  isFirst: boolean
  nextCursor: string | null
}

/** One connection and the log of its grades. Secrets are not on it: they are shown once, where they are made. */
function ConnectionView({ connection, hookUrl, rows, state, isFirst, nextCursor }: ConnectionViewProps) {
  const base = `/connections/${connection.id}`
  const hrefTo = (cursor: string | null) =>
    `${base}?${new URLSearchParams(Object.entries({ state, cursor: cursor ?? '' }).filter(([, value]) => value))}`
  return (
    <>
      <PageHeading
        title={connection.title}
        actions={
          <a class="button" href={`${base}/events`}>
            Events received
          </a>
        }
      />
      {connection.gradesStoppedAt && (
        <Message tone="bad" title="No grades are sent.">
          <p>
            The receiver responded with 410 Gone at <Moment at={connection.gradesStoppedAt} />. Once it is available
            again, resume with <code>POST /v1{base}/resume</code>.
          </p>
        </Message>
      )}
      <FactList
        facts={[
          { name: 'Receives at', value: <code>{hookUrl}</code> },
          { name: 'Adapter', value: connection.adapter },
          {
            name: 'Fetches files from',
            value: connection.allowedHosts.length === 0 ? 'nowhere' : connection.allowedHosts.join(', '),
          },
          { name: 'Enrols unknown learners', value: connection.enrolsLearners ? 'yes' : 'no' },
          { name: 'Sends grades to', value: connection.gradeUrl ? <code>{connection.gradeUrl}</code> : 'nowhere' },
        ]}
      />
      <Section id="grades" title="Grades sent">
        <FilterForm action={base} clearHref={base}>
          <SelectField
            id="state"
            name="state"
            label="State"
            value={state}
            options={[{ value: '', label: 'Any' }, ...messageStates.map((value) => ({ value, label: value }))]}
          />
        </FilterForm>
        {rows.length === 0 ? <EmptyState title="No grades have been sent." /> : <MessageTable rows={rows} />}
        <Paging
          firstHref={isFirst ? null : hrefTo(null)}
          nextHref={nextCursor && hrefTo(nextCursor)}
          summary={count(rows.length, 'message')}
        />
      </Section>
    </>
  )
}

const tones: Record<MessageState, Tone> = {
  waiting: 'info',
  sending: 'info',
  delivered: 'good',
  superseded: 'quiet',
  failed: 'bad',
  stopped: 'bad',
}

function MessageTable({ rows }: Pick<ConnectionViewProps, 'rows'>) {
  return (
    <DataTable
      caption="Grades, newest first"
      rows={rows}
      keyOf={({ message }) => message.id}
      columns={[
        { name: 'grade', header: 'Grade', isProse: true, cell: ({ message }) => <MessageContent message={message} /> },
        { name: 'learner', header: 'Learner', cell: ({ message }) => <bdi>{escapeLine(learnerOf(message))}</bdi> },
        {
          name: 'state',
          header: 'State',
          cell: ({ message }) => (
            <>
              <Badge tone={tones[message.state]}>{message.state}</Badge>
              {message.state === 'waiting' && message.tries > 0 && (
                <>
                  , next try <Moment at={message.dueAt} />
                </>
              )}
            </>
          ),
        },
        { name: 'tries', header: 'Tries', cell: ({ deliveries }) => <Deliveries deliveries={deliveries} /> },
        {
          name: 'replay',
          header: '',
          cell: ({ message }) => (
            <form method="post" action={`/grade-messages/${message.id}/replay`}>
              <button
                class="button button-quiet"
                type="submit"
                aria-label={`Send again: the message about ${learnerOf(message)}`}
              >
                Send again
              </button>
            </form>
          ),
        },
      ]}
    />
  )
}

const learnerOf = ({ payload: { data } }: MessageRow): string =>
  'learners' in data ? data.learners.join(', ') : data.learner

function MessageContent({ message: { submissionId, version, payload } }: { message: MessageRow }) {
  if (payload.type === 'submission.rejected') return <>not accepted: {escapeLine(payload.data.reason)}</>
  return (
    <a href={`/submissions/${submissionId}`}>
      {decimal(payload.data.grade)} of 100, version {version}
    </a>
  )
}

function Deliveries({ deliveries }: { deliveries: readonly DeliveryRow[] }) {
  return (
    <ul class="plain-list">
      {deliveries.map(({ id, at, status, error, ms, isReplay }) => (
        <li key={id}>
          <Moment at={at} />: {status ?? escapeLine(error ?? 'no response')}, {shortTime(ms)}
          {isReplay && ', by hand'}
        </li>
      ))}
    </ul>
  )
}
