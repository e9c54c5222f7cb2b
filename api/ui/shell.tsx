import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ComponentChildren } from 'preact'
import { actsAsAdmin, type Caller } from '../http/access.js'
import { assetHref, type AssetName } from './assets.js'
import { renderInParts } from './render-in-parts.js'

export interface PageLink {
  label: string
  href: string
}

/** The last crumb is the page itself and has no link. */
export interface Crumb {
  label: string
  href?: string
}

/** Who reads the page, as its header shows them, and where they may go from anywhere. */
export interface Viewer {
  name: string
  links: readonly PageLink[]
}

interface PageContent {
  title: string
  /** `null`: nobody is signed in. */
  viewer: Viewer | null
  breadcrumbs: readonly Crumb[]
  children: ComponentChildren
  /** Scripts that the page works without. */
  scripts?: readonly Extract<AssetName, `${string}.js`>[]
}

/**
 * A whole HTML document. Controls that no component made visible are made so here, over the whole text: nothing that
 * was sent to us can hide or turn what stands beside it.
 */
export async function renderPage(page: PageContent): Promise<string> {
  return `<!doctype html>\n${await renderInParts(<Document {...page} />)}\n`
}

/** Every page has times. */
const everywhere = ['moments.js'] as const

function Document({ title, viewer, breadcrumbs, children, scripts = [] }: PageContent) {
  return (
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="same-origin" />
        <title>{title === 'Assay' ? title : `${title} · Assay`}</title>
        <link rel="icon" href={assetHref('icon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={assetHref('assay.css')} />
        {[...everywhere, ...scripts].map((name) => (
          <script key={name} src={assetHref(name)} type="module" />
        ))}
      </head>
      <body>
        <a class="skip-link" href="#content">
          Skip to content
        </a>
        <Header viewer={viewer} />
        <main id="content" class="frame" tabindex={-1}>
          <Breadcrumbs crumbs={breadcrumbs} />
          {children}
        </main>
        <footer class="page-footer frame" data-zone>
          Times are in UTC.
        </footer>
      </body>
    </html>
  )
}

function Header({ viewer }: Pick<PageContent, 'viewer'>) {
  return (
    <header class="page-header">
      <div class="frame page-header-row">
        <a class="wordmark" href="/">
          Assay
        </a>
        {viewer && (
          <nav class="page-nav" aria-label="Main">
            {viewer.links.map(({ href, label }) => (
              <a key={href} href={href}>
                {label}
              </a>
            ))}
          </nav>
        )}
        {viewer && (
          <form class="sign-out" method="post" action="/logout">
            <bdi class="viewer-name">{viewer.name}</bdi>
            <button class="button button-quiet" type="submit">
              Sign out
            </button>
          </form>
        )}
      </div>
    </header>
  )
}

function Breadcrumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  if (crumbs.length === 0) return null
  return (
    <nav class="breadcrumbs" aria-label="Breadcrumbs">
      <ol>
        {crumbs.map(({ label, href }) => (
          <li key={label}>
            {href === undefined ? (
              <bdi aria-current="page">{label}</bdi>
            ) : (
              <a href={href}>
                <bdi>{label}</bdi>
              </a>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}

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

/**
 * The Content-Security-Policy of every page: nothing inline and nothing from elsewhere, so that text of learners and
 * learning platforms stays text even where an escape was forgotten.
 */
export const pagePolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')
