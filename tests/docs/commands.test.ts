import type { Command } from 'commander'
import t from 'tap'
import { makeProgram } from '../../cli/run-command-line.js'
import { makePage } from '../../cli/print/page.js'
import { type Cli, makeTerminal } from '../../cli/cli.js'
import { readPage } from './markdown.js'

const nowhere = { write: () => true }
const cli: Cli = {
  terminal: makeTerminal({ out: nowhere, err: nowhere }, () => makePage({ columns: 80, hasColour: false })),
  settings: { dataFolder: '', server: undefined, token: undefined, redisUrl: undefined, dockerHost: undefined },
  signal: new AbortController().signal,
  endWith: () => undefined,
}
const program = await makeProgram(cli)

/** Each command that does something, by its whole name: `token create`. */
const leavesOf = (command: Command, name: string): { name: string; command: Command }[] =>
  command.commands.length === 0
    ? [{ name, command }]
    : command.commands.flatMap((child) => leavesOf(child, `${name} ${child.name()}`))
const leaves = leavesOf(program, 'assay')

t.test('every command has its place in docs/command-line.md', async (t) => {
  const page = readPage('docs/command-line.md')
  t.same(
    leaves.filter(({ name }) => !page.includes(`\`${name}`)).map(({ name }) => name),
    [],
  )
})

t.test('a command line has the command that it begins with, and loads no other', async (t) => {
  for (const command of program.commands) {
    const alone = await makeProgram(cli, [command.name(), 'create'])
    t.same(
      alone.commands.map((each) => each.name()),
      [command.name()],
    )
  }
  t.equal((await makeProgram(cli, ['constructor'])).commands.length, program.commands.length)
})

t.test('the README names every command', async (t) => {
  const page = readPage('README.md')
  t.same(
    program.commands
      .filter((command) => !page.includes(`npx assay ${command.name()}`))
      .map((command) => command.name()),
    [],
  )
})

t.test('docs/command-line.md names every option', async (t) => {
  const page = readPage('docs/command-line.md')
  const options = new Set(leaves.flatMap(({ command }) => command.options.map(({ long }) => long ?? '')))
  t.ok(options.size > 5)
  t.same(
    [...options].filter((option) => !page.includes(option)),
    [],
  )
})
