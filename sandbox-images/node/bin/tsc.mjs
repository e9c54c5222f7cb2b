#!/usr/bin/env node
// The compiler of TypeScript, for settings that are older than it: what version 5 took is an error in version 6, and
// most courses' tsconfig.json is from before. Where it refuses one of those, it is called again with what version 5
// would have done, and the refusal becomes a warning.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc')
const oldSetting = /^.*error TS(?:5101|5107|5011): .*$/gm
const untyped = /add 'node' to the types field/

/** @param {string[]} args */
function run(args) {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [compiler, ...args], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (error) throw error
  return { status: status ?? 1, output: stdout + stderr }
}

/**
 * The options that have version 6 do as version 5 did.
 * @param {string[]} args
 * @param {string} output
 */
function likeBefore(args, output) {
  const config = configOf(args)
  const options = []
  if (/error TS510[17]: /.test(output)) options.push('--ignoreDeprecations', '6.0')
  const sources = /error TS5011: The common source directory of '[^']*' is '([^']*)'/.exec(output)?.[1]
  if (sources !== undefined) options.push('--rootDir', join(dirname(config), sources))
  if (!/"types"\s*:/.test(read(config)) && !args.includes('--types')) options.push('--types', 'node')
  return options
}

/** @param {string[]} args */
function configOf(args) {
  const at = args.findIndex((arg) => ['-p', '--project', '-b', '--build'].includes(arg))
  const given = at === -1 ? undefined : args[at + 1]
  const named = given === undefined || given.startsWith('-') ? '.' : given
  return named.endsWith('.json') ? named : join(named, 'tsconfig.json')
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // A call without a project.
  }
}

/**
 * A build of one project is a compilation, and takes options that a build does not. Of several, it is left as it is.
 * @param {string[]} args
 */
function withoutBuild(args) {
  /** @param {string} arg */
  const isBuild = (arg) => arg === '-b' || arg === '--build'
  if (!args.some(isBuild) || /"references"\s*:/.test(read(configOf(args)))) return args
  return [
    '-p',
    configOf(args),
    ...args.filter((arg, at) => !isBuild(arg) && !(isBuild(args[at - 1] ?? '') && !arg.startsWith('-'))),
  ]
}

const args = process.argv.slice(2)
let { status, output } = run(args)
const warnings = (output.match(oldSetting) ?? []).map((line) => line.replace('error TS', 'warning TS'))
if (status !== 0 && (warnings.length > 0 || untyped.test(output))) {
  const options = likeBefore(args, output)
  if (options.length > 0) ({ status, output } = run([...withoutBuild(args), ...options]))
  output = [...warnings, output].join('\n')
}
process.stdout.write(output)
process.exitCode = status
