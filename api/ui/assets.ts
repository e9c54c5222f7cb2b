import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from 'typebox'
import { CallerError } from '../../contracts/errors.js'
import { findProjectRoot } from '../../storage/project-root.js'
import type { RouteApp } from '../app-context.js'

/** Everything a page may load beside its own HTML, with its content type. */
const assetTypes = {
  'assay.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
  'copy.js': 'text/javascript; charset=utf-8',
  'moments.js': 'text/javascript; charset=utf-8',
  'progress.js': 'text/javascript; charset=utf-8',
  'drop.js': 'text/javascript; charset=utf-8',
} as const
export type AssetName = keyof typeof assetTypes

export const isAssetName = (name: string): name is AssetName => Object.hasOwn(assetTypes, name)

export interface Asset {
  content: Buffer
  type: string
  /** Changes with the content, so that a browser may keep what it has for good. */
  version: string
}

const cache = new Map<AssetName, Asset>()

/** Reads an asset once. Throws where it is missing: the installation is broken. */
export function readAsset(name: AssetName): Asset {
  const known = cache.get(name)
  if (known) return known
  const content = readContent(name)
  const asset = {
    content,
    type: assetTypes[name],
    version: createHash('sha256').update(content).digest('hex').slice(0, 12),
  }
  cache.set(name, asset)
  return asset
}

/**
 * The style sheet is one for the browser and several files for its readers, put together in the order of their names.
 */
function readContent(name: AssetName): Buffer {
  const folder = join(findProjectRoot(), 'api/ui')
  if (name !== 'assay.css') return readFileSync(join(folder, 'scripts', name))
  const parts = readdirSync(join(folder, 'styles'))
    .filter((file) => file.endsWith('.css'))
    .sort()
  return Buffer.concat(parts.map((file) => readFileSync(join(folder, 'styles', file))))
}

/** The address of an asset in a page: `/assets/assay.css?v=…`. */
export const assetHref = (name: AssetName): string => `/assets/${name}?v=${readAsset(name).version}`

const YEAR_SECONDS = 31_536_000

/** Style sheet, scripts and icon. Their addresses in pages change with their content, so browsers may keep them. */
export function addAssetRoute(app: RouteApp): void {
  app.get(
    '/assets/:name',
    {
      schema: {
        params: Type.Object({ name: Type.String({ maxLength: 60 }) }),
        querystring: Type.Object({ v: Type.Optional(Type.String({ maxLength: 40 })) }),
      },
      config: { rateLimit: false },
    },
    (request, reply) => {
      const { name } = request.params
      if (!isAssetName(name)) throw new CallerError('not-found', 'There is no such file.')
      const { content, type, version } = readAsset(name)
      const isCurrent = request.query.v === version
      return reply
        .type(type)
        .header('cache-control', isCurrent ? `public, max-age=${YEAR_SECONDS}, immutable` : 'public, max-age=60')
        .send(content)
    },
  )
}
