import type { SourceTree } from '../../contracts/source-tree.js'

/** What to add to advice where dotenv puts the learner's own .env above the environment; empty where it does not. */
export function adviseOnOverride(source: SourceTree): string {
  if (!source.has('.env')) return ''
  const overrides = [...source].some(([path, bytes]) => /\.([mc]?[jt]s|py)$/.test(path) && /dotenv[^]*\boverride\s*[:=]\s*true/i.test(bytes.toString('utf8')))
  return overrides ? ' Your .env overrides the environment: leave out "override", or do not send .env.' : ''
}
