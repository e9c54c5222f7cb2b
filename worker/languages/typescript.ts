import type { SourceTree } from '../../contracts/source-tree.js'

/**
 * How TypeScript becomes something that Node starts. `main` is what the compiler makes of the main file, if there is
 * one.
 */
export interface TypeScriptPlan {
  build: readonly string[]
  main: string | undefined
}

const mainFile = /^(src\/)?(server|index|app|main)\.[mc]?ts$/
const outFolder = 'dist'

/** Without a tsconfig.json: strict, for this Node, and with its types, which no project gets unasked. */
const plainOptions = ['--target', 'es2024', '--module', 'nodenext', '--types', 'node', '--skipLibCheck']

/**
 * Compiles by the compiler of the image: the project of a tsconfig.json, else a main file alone. `start` is the
 * learner's own start line; where it says what to run, the project's settings say where that lies. Undefined: nothing
 * to compile.
 */
export function planTypeScript(source: SourceTree, start: string | undefined): TypeScriptPlan | undefined {
  const main = [...source.keys()].filter((path) => mainFile.test(path)).sort((a, b) => rank(a) - rank(b))[0]
  const hasProject = source.has('tsconfig.json')
  if (start !== undefined)
    return hasProject && !runsSources(start) ? { build: ['tsc', '-p', '.'], main: undefined } : undefined
  if (main === undefined) return undefined
  const options = hasProject ? ['-p', '.', '--noEmit', 'false'] : [...plainOptions, main]
  return {
    build: ['tsc', ...options, '--rootDir', '.', '--outDir', outFolder],
    main: `${outFolder}/${main.replace(/ts$/, 'js')}`,
  }
}

/** The top folder before src, and the names in the order of the pattern. */
const rank = (path: string) =>
  (path.startsWith('src/') ? 4 : 0) + ['server', 'index', 'app', 'main'].indexOf(path.replace(/^src\/|\.[mc]?ts$/g, ''))

/** A line that runs TypeScript as it is, by Node itself or by tsx: compiling would only be in its way. */
const runsSources = (start: string) => /\btsx\b|\bts-node\b|\.[mc]?ts\b/.test(start)
