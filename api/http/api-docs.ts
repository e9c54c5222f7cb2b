import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'

/** OpenAPI 3.1 at /openapi.json and a page to try it at /docs; call it before the routes are added. */
export async function addDocs(app: FastifyInstance): Promise<void> {
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
