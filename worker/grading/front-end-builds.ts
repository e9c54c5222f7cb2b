import type { SourceTree } from '../../contracts/source-tree.js'
import { readPackageJson } from '../languages/package-json.js'
import type { Cause } from './cause.js'
import { readLooseJson } from './source-lines.js'

/** Of a build that failed for want of a package: undefined where its script does not build a front end in a folder. */
export function explainFrontEndBuild(source: SourceTree): Cause | undefined {
  const { scripts } = readPackageJson(source.get('package.json'))
  const build = (scripts.build ?? '').slice(0, longestScript)
  const whole = build.replace(
    /\bnpm run ([\w:-]+)/g,
    (all, name: string) => `${all} && ${name === 'build' ? '' : (scripts[name] ?? '').slice(0, longestScript)}`,
  )
  const inFolder = /\bcd\s+(?:\.\/)?([\w-][\w./-]*)|(?:--prefix|-C|--cwd)[ =](?:\.\/)?([\w-][\w./-]*)/.exec(whole)
  const folder = (inFolder?.[1] ?? inFolder?.[2] ?? '').replace(/\/$/, '')
  const tool = findFrontEndTool(source.get(`${folder}/package.json`))
  if (tool === undefined) return undefined
  const steps = build.split(/&&|;/).map((step) => step.trim())
  const isAll =
    steps.every((step) =>
      new RegExp(String.raw`^cd\s+(?:\./)?${folder}/?$|^npm\s(?=.*(?:install|\bci?\b|build)).*$`).test(step),
    ) && !steps.some((step) => /^npm run (?!build$)/.test(step))
  return {
    detail: `The build script builds the front end in ${folder}, which is not needed here. It needs ${tool}, which is not installed.`,
    advice: isAll
      ? 'Remove the "build" script from package.json.'
      : `Remove the steps for ${folder} from the "build" script in package.json.`,
  }
}

/** Characters. */
const longestScript = 1000

function findFrontEndTool(content: Buffer | undefined): string | undefined {
  const { dependencies, devDependencies } = (readLooseJson(content) ?? {}) as Record<
    string,
    Record<string, unknown> | undefined
  >
  const names = Object.keys({ ...dependencies, ...devDependencies })
  return names.some((name) => /^(express|fastify|koa|hono|pg)$/.test(name))
    ? undefined
    : frontEndTools.find((tool) => names.includes(tool))
}

const frontEndTools = [
  'vite',
  'react-scripts',
  '@angular/cli',
  '@vue/cli-service',
  'parcel',
  'webpack',
  'svelte',
  'react',
  'vue',
]
