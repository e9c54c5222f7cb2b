import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import type { FastifyInstance } from 'fastify'
import type { AppContext, RouteApp } from '../../app-context.js'
import { addFormChecks } from '../../http/check-input.js'
import { addSessionPages } from '../../people/pages.js'
import { addAssetRoute } from '../../ui/assets.js'
import { pagePolicy } from '../../ui/shell.js'
import { addAssignmentPages } from './assignments.js'
import { addConnectionPages } from './connections.js'
import { addCourseRecordPages } from './course-records.js'
import { addCoursePages } from './courses.js'
import { addGradingForms } from './grading.js'
import { addHomePage } from './home.js'
import { addImagesPage } from './images.js'
import { addLmsEventPages } from './lms-events.js'
import { addRegradePages } from './regrades.js'
import { addResultPages } from './results.js'
import { addSubmissionPages } from './submissions.js'

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
