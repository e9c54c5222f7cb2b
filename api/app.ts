import { randomUUID } from 'node:crypto'
import accepts from '@fastify/accepts'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import { fastifySSE } from '@fastify/sse'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import underPressure from '@fastify/under-pressure'
import fastify, { type FastifyInstance } from 'fastify'
import { CallerError } from '../contracts/errors.js'
import type { AppContext, RouteApp } from './app-context.js'
import { addAssignmentFileRoutes } from './assignments/file-routes.js'
import { openExercise } from './assignments/open-assignment.js'
import { addAssignmentRoutes } from './assignments/routes.js'
import type { ApiConfig } from './config.js'
import { addCourseRoutes } from './courses/routes.js'
import { addExerciseRoutes, addPublishRoute } from './exercises/routes.js'
import { describeGradeOf } from './grades/grades.js'
import { addGradeRoutes } from './grades/routes.js'
import { settleGradesOf } from './grades/settle-grade.js'
import { addInputChecks } from './http/check-input.js'
import { addGuard } from './http/guard.js'
import { addProblemReplies, refuseOddText, replyToBrokenRequest, replyToError } from './http/problem-replies.js'
import { addConnectionRoutes } from './lms/connection-routes.js'
import { addGradeMessageRoutes } from './lms/grade-message-routes.js'
import { addHookRoute, addLmsEventRoutes } from './lms/routes.js'
import { addAuditRoute, addImageRoute, addServiceRoutes } from './operations/routes.js'
import { addPages } from './pages.js'
import { addPeopleRoutes, addTokenRoutes } from './people/routes.js'
import { findSessionCaller, findTokenCaller, isSameSecret } from './people/people.js'
import { addRegradeRoutes } from './regrades/routes.js'
import { addResultRoutes, addStatisticsRoute } from './results/routes.js'
import { addWorksheetRoute } from './results/worksheet-routes.js'
import { addEventRoute, addReportRoute, addSourceRoute } from './submissions/report-routes.js'
import { addRunRoutes, addSubmissionRoutes, addSubmitRoutes } from './submissions/routes.js'

/** JSON bodies are small; uploads are read as streams and have limits of their own. */
const JSON_BYTES = 64 * 1024

/** The HTTP side of Assay, without a port: `main.ts` listens, tests inject. */
export async function buildApp(context: AppContext): Promise<FastifyInstance> {
  const app = createServer(context)
  app.removeContentTypeParser('text/plain')
  addInputChecks(app)
  addProblemReplies(app)
  await app.register(cookie)
  addGuard(app, {
    findTokenCaller: (secret) => findTokenCaller(context.db, secret),
    findSessionCaller: (secret) => findSessionCaller(context.db, secret),
    isAdminToken: (secret) => isSameSecret(secret, context.config.ASSAY_ADMIN_TOKEN),
  })
  context.metrics.watchRequests(app)
  await addProtections(app, context.config)
  refuseOddText(app)
  await app.register(accepts)
  await app.register(fastifySSE, { heartbeatInterval: context.config.ASSAY_HEARTBEAT_SECONDS * 1000 })
  await addDocs(app)
  await app.register(async (scope) => addRoutes(scope.withTypeProvider<TypeBoxTypeProvider>(), context))
  await addPages(app, context)
  await app.register(async (scope) => addHookRoute(scope.withTypeProvider<TypeBoxTypeProvider>(), context))
  await app.register(async (scope) => addUploadRoutes(scope.withTypeProvider<TypeBoxTypeProvider>(), context))
  return app
}

function createServer({ config, log }: AppContext): FastifyInstance {
  const requestMs = config.ASSAY_REQUEST_SECONDS * 1000
  return fastify({
    loggerInstance: log,
    genReqId: () => randomUUID(),
    requestTimeout: requestMs,
    http: { connectionsCheckingInterval: Math.min(requestMs / 2, 5_000), headersTimeout: Math.min(requestMs, 30_000) },
    clientErrorHandler: replyToBrokenRequest,
    frameworkErrors: replyToError, // addresses that lead to no route
    connectionTimeout: requestMs * 2,
    keepAliveTimeout: 10_000,
    bodyLimit: JSON_BYTES,
    forceCloseConnections: 'idle',
    trustProxy:
      config.ASSAY_TRUST_PROXY === '' ? false : config.ASSAY_TRUST_PROXY.split(',').map((address) => address.trim()),
    routerOptions: { maxParamLength: 200 },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
  })
}

async function addProtections(app: FastifyInstance, config: ApiConfig): Promise<void> {
  // Answers are JSON: validated on the way in, written as they are on the way out.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data))
  app.addHook('onSend', async (request, reply) => void reply.header('x-request-id', request.id))
  await app.register(helmet, {
    contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] }, useDefaults: false },
  })
  const mostDelayMs = config.ASSAY_BUSY_SECONDS * 1000
  // An interval in which the loop hardly turned counts as an endless delay: it has to be longer than what may be waited
  // for.
  await app.register(underPressure, {
    maxEventLoopDelay: mostDelayMs,
    sampleInterval: 2 * mostDelayMs,
    pressureHandler: refuseUnderPressure,
  })
  await app.register(rateLimit, {
    max: config.ASSAY_REQUESTS_PER_MINUTE,
    timeWindow: 60_000,
    enableDraftSpec: true,
    keyGenerator: ({ caller, ip }) => (caller ? `owner ${caller.owner}` : `address ${ip}`),
    errorResponseBuilder: (_request, { ttl }) =>
      new CallerError('rate-limited', 'You sent too many requests within a minute; wait, then try again.', {
        retryAfterSeconds: Math.ceil(ttl / 1000),
      }),
  })
}

function refuseUnderPressure(): never {
  throw new CallerError('overloaded', 'The service is overloaded; try again soon.', { retryAfterSeconds: 10 })
}

function addRoutes(app: RouteApp, context: AppContext): void {
  addServiceRoutes(app, context)
  addPeopleRoutes(app, context)
  addCourseRoutes(app, context)
  addAssignmentRoutes(app, context, settleGradesOf)
  addAssignmentFileRoutes(app, context)
  addAuditRoute(app, context)
  addExerciseRoutes(app, context, openExercise)
  addImageRoute(app, context)
  addSubmissionRoutes(app, context, describeGradeOf)
  addRunRoutes(app, context)
  addEventRoute(app, context)
  addReportRoute(app, context)
  addSourceRoute(app, context)
  addResultRoutes(app, context)
  addStatisticsRoute(app, context)
  addGradeRoutes(app, context)
  addRegradeRoutes(app, context)
  addTokenRoutes(app, context)
  addConnectionRoutes(app, context)
  addLmsEventRoutes(app, context)
  addGradeMessageRoutes(app, context)
}

/** Only here are forms and archives read at all. */
async function addUploadRoutes(app: RouteApp, context: AppContext): Promise<void> {
  await app.register(multipart)
  addSubmitRoutes(app, context)
  addPublishRoute(app, context)
  addWorksheetRoute(app, context)
}

/** OpenAPI 3.1 at /openapi.json and a page to try it at /docs; call it before the routes are added. */
async function addDocs(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Assay',
        version: '1',
        description:
          'Grades back-end exercises: submit, watch, read the report. Errors are RFC 9457 problems with a stable `code`.',
      },
      tags: [
        { name: 'exercises', description: 'The exercises that are published' },
        { name: 'submissions', description: 'From the upload to the report' },
        { name: 'courses', description: 'Courses and their members' },
        { name: 'assignments', description: 'Exercises assigned to courses' },
        { name: 'people', description: 'Users and how they sign in' },
        { name: 'service', description: 'Health of the service' },
      ],
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
    uiConfig: { validatorUrl: null },
  })
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
}
