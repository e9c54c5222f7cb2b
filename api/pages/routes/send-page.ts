import type { FastifyReply, FastifyRequest } from 'fastify'
import { actsAsAdmin, type Caller } from '../../auth/caller.js'
import { renderPage, type PageContent, type Viewer } from '../shell.js'

/** Who looks, as the header of a page shows them. */
export function viewerOf(caller: Caller | null): Viewer | null {
  if (!caller) return null
  const forAdmins = actsAsAdmin(caller) ? [{ label: 'Connections', href: '/connections' }] : []
  return {
    name: caller.name,
    links: [
      { label: 'Courses', href: '/' },
      { label: 'Installed', href: '/images' },
      ...forAdmins,
      { label: 'API', href: '/docs' },
    ],
  }
}

/**
 * Answers with a page as the caller sees it. One with an error status is a form that comes back: its title says so
 * first, for those who only hear it.
 */
export async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  page: Omit<PageContent, 'viewer'>,
): Promise<FastifyReply> {
  const title = reply.statusCode >= 400 ? `Error: ${page.title}` : page.title
  return reply
    .type('text/html; charset=utf-8')
    .send(await renderPage({ ...page, title, viewer: viewerOf(request.caller) }))
}
