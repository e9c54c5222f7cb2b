import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProjectRoot } from '../../storage/project-root.js'

/** Everything a page may load beside its own HTML, with its content type. */
export const assetTypes = {
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
  const folder = join(findProjectRoot(), 'api/pages')
  if (name !== 'assay.css') return readFileSync(join(folder, 'assets', name))
  const parts = readdirSync(join(folder, 'styles'))
    .filter((file) => file.endsWith('.css'))
    .sort()
  return Buffer.concat(parts.map((file) => readFileSync(join(folder, 'styles', file))))
}

/** The address of an asset in a page: `/assets/assay.css?v=…`. */
export const assetHref = (name: AssetName): string => `/assets/${name}?v=${readAsset(name).version}`
