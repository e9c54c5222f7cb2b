import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Reader, ReaderLine, ReadTask } from '../readers.js'

const drivers = fileURLToPath(new URL('../../../../sandbox-images/analyst/linters/drivers/', import.meta.url))
const keptErrors = 1000

/** A program with its arguments. */
type Command = readonly [program: string, ...args: string[]]

/**
 * Runs a driver, a program that reads files with a linter in that linter's language, and yields its lines. `prepare` is
 * given a folder that is empty and the driver's home, and answers what the driver reads from stdin.
 * Throws when it does not end well.
 */
async function* runDriver(
  [program, ...args]: Command,
  driver: string,
  prepare: (home: string) => object | Promise<object>,
): ReturnType<Reader['read']> {
  const home = await mkdtemp(join(tmpdir(), 'driver-'))
  try {
    const input = JSON.stringify(await prepare(home))
    const env = { PATH: process.env.PATH, HOME: home, TMPDIR: home, LANG: 'C.UTF-8' }
    const child = spawn(program, [...args, join(drivers, driver)], { cwd: drivers, env })
    let errors = ''
    child.stderr.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-keptErrors)
    })
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
    for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line) as ReaderLine
    const exitCode = await ended
    if (exitCode !== 0) throw new Error(`${driver} ended with ${exitCode}: ${errors}`)
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

/** What a program prints of its version. */
async function readVersion([program, ...args]: Command, pattern: RegExp): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  return pattern.exec(output)?.[0] ?? 'unknown'
}

/** Isolated: neither variables nor the folder it runs in say what Python imports. */
const python = ['python3', '-I', '-B'] as const

export const bandit: Reader = {
  async versions() {
    const bandit = await readVersion(
      [...python, '-c', 'import importlib.metadata as m; print(m.version("bandit"))'],
      /[\d.]+/,
    )
    return { bandit }
  },

  read({ root, files, rules }) {
    return runDriver(python, 'run_bandit.py', () => ({ root, files, rules }))
  },
}

/** phpcs and phpmd are older than PHP 8.4: what it finds outdated in them is no concern of a learner's. */
const allButDeprecations = 32767 - 8192 - 16384

const php = [
  'php',
  '-d',
  `error_reporting=${allButDeprecations}`,
  '-d',
  'display_errors=stderr',
  '-d',
  'memory_limit=384M',
  '-d',
  'pcre.jit=0',
] as const

/** Runs a driver in PHP over files, with a rule set of these elements `rule` and nothing else. */
function runWithRuleset(
  driver: string,
  { root, files }: ReadTask,
  elements: readonly string[],
): ReturnType<Reader['read']> {
  return runDriver(php, driver, async (home) => {
    const ruleset = join(home, 'ruleset.xml')
    await writeFile(
      ruleset,
      `<?xml version="1.0"?>\n<ruleset name="assay">\n<description>Rules asked for</description>\n${elements.join('\n')}\n</ruleset>\n`,
    )
    return { root, files, ruleset }
  })
}

type Properties = Readonly<Record<string, string | number>>

/** An element `rule` that names a rule and sets its properties. */
function ruleElement(reference: string, properties: Properties = {}): string {
  const set = Object.entries(properties).map(([name, value]) => `<property name="${name}" value="${value}"/>`)
  return `<rule ref="${reference}"><properties>${set.join('')}</properties></rule>`
}

const sniffProperties: Readonly<Record<string, Properties>> = {
  'Generic.Files.LineLength': { lineLimit: 160, absoluteLineLimit: 0 },
}

export const phpcs: Reader = {
  async versions() {
    return { phpcs: await readVersion([...php, '/usr/bin/phpcs', '--version'], /\d+(\.\d+)+/) }
  },

  read(task) {
    return runWithRuleset(
      'run-phpcs.php',
      task,
      task.rules.map((sniff) => ruleElement(sniff, sniffProperties[sniff])),
    )
  },
}

/** In which of PHPMD's rule sets a rule is. */
const setOf: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    cleancode: ['DuplicatedArrayKey', 'ErrorControlOperator', 'IfStatementAssignment'],
    codesize: ['ExcessiveParameterList', 'TooManyFields', 'TooManyMethods'],
    design: [
      'CountInLoopExpression',
      'DepthOfInheritance',
      'DevelopmentCodeFragment',
      'EmptyCatchBlock',
      'EvalExpression',
      'GotoStatement',
    ],
    naming: ['ConstructorWithNameAsEnclosingClass'],
    unusedcode: ['UnusedLocalVariable', 'UnusedPrivateField'],
  }).flatMap(([set, rules]) => rules.map((rule) => [rule, set])),
)

const ruleProperties: Readonly<Record<string, Properties>> = {
  DevelopmentCodeFragment: { 'ignore-namespaces': 'true' },
  ExcessiveParameterList: { minimum: 8 },
  TooManyMethods: { maxmethods: 30 },
  TooManyFields: { maxfields: 20 },
  UnusedLocalVariable: { 'allow-unused-foreach-variables': 'true' },
}

export const phpmd: Reader = {
  async versions() {
    return { phpmd: await readVersion(['dpkg-query', '--show', '--showformat=${Version}', 'phpmd'], /^[\d.]+/) }
  },

  read(task) {
    return runWithRuleset(
      'run-phpmd.php',
      task,
      task.rules.map((rule) => ruleElement(reference(rule), ruleProperties[rule])),
    )
  },
}

function reference(rule: string): string {
  if (setOf[rule] === undefined) throw new Error(`phpmd has no rule ${rule}`)
  return `rulesets/${setOf[rule]}.xml/${rule}`
}

/** What the defaults of RuboCop leave open, or draw narrower than for other languages. */
const copSettings: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>> = {
  'Layout/LineLength': { Max: 160 },
  'Lint/SuppressedException': { AllowComments: false, AllowNil: false },
  'Metrics/ParameterLists': { Max: 7, MaxOptionalParameters: 7, CountKeywordArgs: false },
}

/** Without gems of anyone but the distribution. */
const ruby = ['ruby', '--disable=rubyopt,did_you_mean,error_highlight'] as const

export const rubocop: Reader = {
  async versions() {
    return { rubocop: await readVersion(['dpkg-query', '--show', '--showformat=${Version}', 'rubocop'], /^[\d.]+\d/) }
  },

  read({ root, files, rules }) {
    return runDriver(ruby, 'run_rubocop.rb', () => ({ root, files, rules, settings: copSettings }))
  },
}
