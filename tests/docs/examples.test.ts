import type { Command } from 'commander'
import t from 'tap'
import { accessOfRoute } from '../../api/http/access.js'
import { makeProgram } from '../../cli/run-command-line.js'
import { makePage } from '../../cli/print/page.js'
import { makeTerminal } from '../../cli/cli.js'
import { examplesOf, pages, readPage } from './markdown.js'

const sink = { write: () => true }

/** The lines of all fenced shell examples, with the page that has each. */
const commands = pages.flatMap((page) =>
  examplesOf(page).flatMap(({ command }) =>
    command
      .replace(/\\\n\s*/g, ' ')
      .split('\n')
      .map((line) => ({ page, line: line.trim() })),
  ),
)

/** The command line with nothing behind its commands: it checks their arguments and options. */
async function makeParser(): Promise<Command> {
  const program = await makeProgram({
    terminal: makeTerminal({ out: sink, err: sink }, () => makePage({ columns: 80, hasColour: false })),
    settings: { dataFolder: '', server: undefined, token: undefined, redisUrl: undefined, dockerHost: undefined },
    signal: new AbortController().signal,
    endWith: () => undefined,
  })
  const stub = (command: Command): void => {
    command.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined })
    if (command.commands.length === 0) command.action(() => undefined)
    else command.commands.forEach(stub)
  }
  stub(program)
  return program
}

const splitWords = (line: string) =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) => double ?? single ?? plain ?? '')

t.test('every assay command in the examples has arguments and options that exist', async (t) => {
  const fenced = commands.flatMap(({ page, line }) =>
    [...line.matchAll(/npx assay ([^#|>&;)]*)/g)].map(([, rest = '']) => ({ page, rest })),
  )
  const table = [...readPage('README.md').matchAll(/^\| `npx assay ([^`]*)`/gm)].map(([, rest = '']) => ({
    page: 'README.md',
    rest,
  }))
  const examples = [...fenced, ...table]
  t.ok(examples.length > 20)
  for (const { page, rest } of examples) {
    await t.resolves(
      (await makeParser()).parseAsync(splitWords(rest.replace('<scope>', 'teach')), { from: 'user' }),
      `${page}: npx assay ${rest}`,
    )
  }
})

t.test('every curl command in the examples calls a route that exists, by its method', async (t) => {
  const routes = Object.keys(accessOfRoute).map(
    (route) => new RegExp(`^${route.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`),
  )
  const calls = commands.flatMap(({ page, line }) => {
    if (!/\bcurl\b/.test(line)) return []
    const path = /\$ASSAY(\/[^\s"')?]*)/.exec(line)?.[1]
    const method =
      /-X (\w+)/.exec(line)?.[1] ??
      (/ (-T|--upload-file) /.test(line) ? 'PUT' : / (-F|-d|--data[\w-]*|--json) ?/.test(line) ? 'POST' : 'GET')
    return path === undefined ? [] : [{ page, call: `${method} ${path}` }]
  })
  t.ok(calls.length > 20)
  t.same(
    calls.filter(({ call }) => !routes.some((route) => route.test(call))),
    [],
  )
})
