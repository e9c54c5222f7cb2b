import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import type { FastifyInstance } from 'fastify'
import type { AppContext, RouteApp } from './app-context.js'
import { addAssignmentPages } from './assignments/pages.js'
import { addCoursePages, addHomePage } from './courses/pages.js'
import { addCourseRecordPages } from './courses/records-page.js'
import { addGradingForms } from './grades/pages.js'
import { addFormChecks } from './http/check-input.js'
import { addImagesPage } from './operations/pages.js'
import { addConnectionPages } from './lms/connection-pages.js'
import { addLmsEventPages } from './lms/pages.js'
import { addSessionPages } from './people/pages.js'
import { addRegradePages } from './regrades/pages.js'
import { addResultPages } from './results/pages.js'
import { addSubmissionPages } from './submissions/pages.js'
import { addAssetRoute } from './ui/assets.js'
import { pagePolicy } from './ui/shell.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers people, in HTML: its problems are pages too. */
    isPage?: boolean
  }
}

/** Everything that answers people rather than programs. */
export async function addPages(app: FastifyInstance, context: AppContext): Promise<void> {
  await app.register(async (scope) => {
    addFormChecks(scope)
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, isPage: true }
      route.schema = { ...route.schema, hide: true }
    })
    scope.addHook(
      'onSend',
      async (_request, reply) =>
        void reply.headers({
          'content-security-policy': pagePolicy,
          'cache-control': reply.getHeader('cache-control') ?? 'private, no-store',
        }),
    )
    await scope.register(formbody, { bodyLimit: 64 * 1024 })
    await scope.register(multipart)
    const pages = scope.withTypeProvider() as unknown as RouteApp
    addAssetRoute(pages)
    addSessionPages(pages, context)
    addHomePage(pages, context)
    addImagesPage(pages, context)
    addCoursePages(pages, context)
    addAssignmentPages(pages, context)
    addSubmissionPages(pages, context)
    addResultPages(pages, context)
    addRegradePages(pages, context)
    addGradingForms(pages, context)
    addCourseRecordPages(pages, context)
    addConnectionPages(pages, context)
    addLmsEventPages(pages, context)
  })
}
