import { type Static, Type } from 'typebox'
import type { AppContext, RouteApp } from '../app-context.js'
import { publicUrl } from '../config.js'
import type { SharedSecret } from '../courses/tables.js'
import { recordAudit } from '../database/audit.js'
import { resumeGrades } from '../grades/grade-outbox.js'
import { callerOf } from '../http/guard.js'
import { exact, nullable } from '../../contracts/shapes.js'
import { ConnectionParams, describeReplies, moment } from '../http/schemas.js'
import {
  adapterNames,
  addSecret,
  changeConnection,
  type ConnectionChange,
  type ConnectionRow,
  createConnection,
  findConnection,
  listConnections,
  secretDirections,
} from './connections.js'

const tags = ['connections']

const url = Type.String({ minLength: 1, maxLength: 2000 })
const host = Type.String({ pattern: '^([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\])(:[0-9]{1,5})?$' })
const title = Type.String({ minLength: 1, maxLength: 200 })
const fields = {
  jwks: Type.Optional(
    nullable(
      Type.String({
        minLength: 2,
        maxLength: 50_000,
        description: 'for an LMS that signs with JWTs: the address of its key set, or the key set itself as JSON',
      }),
    ),
  ),
  apiUrl: Type.Optional(nullable({ ...url, description: 'the API of the LMS, for adapters that use it' })),
  allowedHosts: Type.Optional(
    Type.Array(
      { ...host, description: 'as written in an address: `files.example.edu`, or `files.example.edu:8443`' },
      { maxItems: 50 },
    ),
  ),
  allowsPrivateNetwork: Type.Optional(
    Type.Boolean({ description: 'the LMS is in your own network: private addresses and plain http are accepted too' }),
  ),
  fetchToken: Type.Optional(
    nullable(
      Type.String({
        pattern: '^[\\x21-\\x7e]{1,4000}$',
        description: 'sent as a bearer token when files are fetched; never shown',
      }),
    ),
  ),
  enrolsLearners: Type.Optional(
    Type.Boolean({ description: 'unknown learners are added and enrolled when they submit' }),
  ),
  gradeUrl: Type.Optional(nullable({ ...url, description: 'where grades are sent' })),
}
const NewBody = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$', description: 'a short name, used in addresses' }),
    title,
    adapter: Type.Enum([...adapterNames]),
    ...fields,
  },
  exact,
)
const ChangeBody = Type.Object({ title: Type.Optional(title), ...fields }, exact)
const SecretBody = Type.Object(
  {
    direction: Type.Enum([...secretDirections]),
    overlapHours: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 720,
        default: 24,
        description: 'how long the previous secret stays valid; 0 if it leaked',
      }),
    ),
  },
  exact,
)

const SecretReply = Type.Array(Type.Object({ createdAt: moment, expiresAt: nullable(moment) }))
const replyFields = {
  id: Type.String(),
  title: Type.String(),
  adapter: Type.String(),
  hookUrl: Type.String({ description: 'where the LMS sends its webhooks' }),
  jwks: nullable(Type.String()),
  apiUrl: nullable(Type.String()),
  allowedHosts: Type.Array(Type.String()),
  allowsPrivateNetwork: Type.Boolean(),
  hasFetchToken: Type.Boolean(),
  enrolsLearners: Type.Boolean(),
  gradeUrl: nullable(Type.String()),
  gradesStoppedAt: nullable({ ...moment, description: 'when the receiver of grades responded with 410 Gone' }),
  secrets: Type.Object({ inbound: SecretReply, grades: SecretReply }),
  createdAt: moment,
}
const ConnectionReply = Type.Object(replyFields)
const NewReply = Type.Object({
  ...replyFields,
  newSecrets: Type.Object({ inbound: Type.String(), grades: Type.String() }, { description: 'shown only once' }),
})

/** LMSs that call us and are told of grades. Secrets are shown when they are made and never again. */
export function addConnectionRoutes(app: RouteApp, { db, config }: AppContext): void {
  const describe = (row: ConnectionRow) => describeConnection(row, publicUrl(config))

  app.get(
    '/v1/connections',
    {
      schema: {
        tags,
        summary: 'Connections to LMSs',
        response: describeReplies({ 200: Type.Object({ connections: Type.Array(ConnectionReply) }) }),
      },
    },
    async () => ({
      connections: (await listConnections(db)).map(describe),
    }),
  )

  app.post(
    '/v1/connections',
    { schema: { tags, summary: 'Connect an LMS', body: NewBody, response: describeReplies({ 201: NewReply }) } },
    async (request, reply) => {
      const row = await db.transaction(async (tx) => {
        const made = await createConnection(tx, request.body)
        await recordAudit(tx, {
          actor: callerOf(request).owner,
          action: 'connection.created',
          subject: made.id,
          details: maskToken(request.body),
        })
        return made
      })
      const newSecrets = { inbound: row.secrets[0]?.secret, grades: row.gradeSecrets[0]?.secret }
      return reply
        .code(201)
        .headers({ location: `/v1/connections/${row.id}`, 'cache-control': 'no-store' })
        .send({ ...describe(row), newSecrets })
    },
  )

  app.get(
    '/v1/connections/:connection',
    {
      schema: {
        tags,
        summary: 'A connection',
        params: ConnectionParams,
        response: describeReplies({ 200: ConnectionReply }),
      },
    },
    async (request) => describe(await findConnection(db, request.params.connection)),
  )

  app.patch(
    '/v1/connections/:connection',
    {
      schema: {
        tags,
        summary: 'Change a connection',
        params: ConnectionParams,
        body: ChangeBody,
        response: describeReplies({ 200: ConnectionReply }),
      },
    },
    async (request) =>
      db.transaction(async (tx) => {
        const row = await changeConnection(tx, request.params.connection, request.body)
        await recordAudit(tx, {
          actor: callerOf(request).owner,
          action: 'connection.changed',
          subject: row.id,
          details: maskToken(request.body),
        })
        return describe(row)
      }),
  )

  addSecretRoutes(app, db)
}

function addSecretRoutes(app: RouteApp, db: AppContext['db']): void {
  app.post(
    '/v1/connections/:connection/secrets',
    {
      schema: {
        tags,
        summary: 'Replace a secret',
        description:
          'Creates a new secret; the previous one stays valid for `overlapHours`, so that both sides can switch without a gap. At most two secrets are valid at the same time. Grades are signed with both.',
        params: ConnectionParams,
        body: SecretBody,
        response: describeReplies({
          201: Type.Object({
            direction: Type.Enum([...secretDirections]),
            newSecrets: Type.Object(
              { inbound: Type.Optional(Type.String()), grades: Type.Optional(Type.String()) },
              { description: 'the secret for that direction, as when a connection is created; shown only once' },
            ),
            previousExpiresAt: nullable(moment),
          }),
        }),
      },
    },
    async (request, reply) => {
      const { direction, overlapHours = 24 } = request.body
      const added = await db.transaction(async (tx) => {
        const id = request.params.connection
        const made = await addSecret(tx, { id, direction, overlapHours })
        await recordAudit(tx, {
          actor: callerOf(request).owner,
          action: 'connection.secret-added',
          subject: id,
          details: { direction, overlapHours },
        })
        return made
      })
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ direction, newSecrets: { [direction]: added.secret }, previousExpiresAt: added.previousExpiresAt })
    },
  )

  app.post(
    '/v1/connections/:connection/resume',
    {
      schema: {
        tags,
        summary: 'Resume sending grades after a 410',
        description: 'Sends everything that was held back, each grade as it is now.',
        params: ConnectionParams,
        response: describeReplies({
          200: Type.Object({ resumed: Type.Integer({ description: 'grades waiting to be sent' }) }),
        }),
      },
    },
    async (request) =>
      db.transaction(async (tx) => {
        const { id } = await findConnection(tx, request.params.connection)
        const resumed = await resumeGrades(tx, id)
        await recordAudit(tx, {
          actor: callerOf(request).owner,
          action: 'connection.changed',
          subject: id,
          details: { resumed },
        })
        return { resumed }
      }),
  )
}

/** For the audit log, which is not a place for credentials. */
const maskToken = (body: Static<typeof ChangeBody> & ConnectionChange) => ({
  ...body,
  ...(body.fetchToken ? { fetchToken: '***' } : {}),
})

const describeSecrets = (secrets: readonly SharedSecret[]) =>
  secrets.map(({ createdAt, expiresAt }) => ({ createdAt, expiresAt }))

const describeConnection = (row: ConnectionRow, base: string) => ({
  id: row.id,
  title: row.title,
  adapter: row.adapter,
  hookUrl: `${base}/v1/hooks/lms/${row.id}`,
  jwks: row.jwks,
  apiUrl: row.apiUrl,
  allowedHosts: row.allowedHosts,
  allowsPrivateNetwork: row.allowsPrivateNetwork,
  hasFetchToken: row.fetchToken !== null,
  enrolsLearners: row.enrolsLearners,
  gradeUrl: row.gradeUrl,
  gradesStoppedAt: row.gradesStoppedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  secrets: { inbound: describeSecrets(row.secrets), grades: describeSecrets(row.gradeSecrets) },
  links: {
    self: `/v1/connections/${row.id}`,
    events: `/v1/connections/${row.id}/events`,
    grades: `/v1/connections/${row.id}/grades`,
  },
})
