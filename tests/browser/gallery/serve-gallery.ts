import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ComponentChildren } from 'preact'
import type { Test } from 'tap'
import { isAssetName, readAsset } from '../../../api/ui/assets.js'
import { pagePolicy, renderPage } from '../../../api/ui/shell.js'
import { coursePages } from './course-pages.js'
import { hostileLine } from './hostile-text.js'
import { imagePages } from './image-pages.js'
import { reportPages } from './report-pages.js'
import { statisticsPages } from './statistics-page.js'
import { workPages } from './work-pages.js'

/** Every component with sample data, by the name of its page. */
export const galleryPages: Readonly<Record<string, () => ComponentChildren>> = {
  ...reportPages,
  ...workPages,
  ...coursePages,
  ...statisticsPages,
  ...imagePages,
}

const viewer = {
  name: 'Ada Lovelace',
  links: [
    { label: 'Courses', href: '/' },
    { label: 'Audit log', href: '/audit' },
  ],
}
const breadcrumbs = [
  { label: 'Courses', href: '/' },
  { label: 'Back-end basics', href: '/courses/x' },
  { label: 'A to-do list API' },
]

/** The HTML of a page as the API would send it. */
export const renderGalleryPage = (name: string): Promise<string> =>
  renderPage({
    title: name.endsWith('hostile') ? hostileLine : name,
    viewer,
    breadcrumbs: name.endsWith('hostile') ? [{ label: hostileLine }] : breadcrumbs,
    scripts: name.startsWith('progress') ? ['progress.js'] : ['drop.js', 'copy.js'],
    children: galleryPages[name]?.(),
  })

export type Answer = (response: ServerResponse, request: IncomingMessage) => void

/** Serves the pages under their policy on a port of its own. `answers`: what other paths answer. */
export async function serveGallery(t: Test, answers: Readonly<Record<string, Answer>> = {}): Promise<string> {
  const server = createServer(async (request, response) => {
    const name = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1)
    const asset = name.replace(/^assets\//, '')
    if (answers[name]) return answers[name](response, request)
    if (isAssetName(asset))
      return void response.setHeader('content-type', readAsset(asset).type).end(readAsset(asset).content)
    if (!galleryPages[name]) return void response.writeHead(404).end()
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': pagePolicy,
      'x-content-type-options': 'nosniff',
    })
    response.end(await renderGalleryPage(name))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
