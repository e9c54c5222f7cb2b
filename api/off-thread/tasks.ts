import type { ResultRow } from '../results/gradebooks.js'

/**
 * What is done off the event loop, by name: parsers whose time nobody can bound to a few milliseconds. Each takes and
 * gives what can be copied between processes, and is loaded only in the one that needs it.
 */
export const tasks = {
  'read-package': async () => (await import('../exercises/read-package.js')).readPackage,
  'render-statement': async () => (await import('../ui/render-markdown.js')).renderStatement,
  async 'fill-worksheet'() {
    const { fillWorksheet } = await import('../results/moodle-worksheet.js')
    return ({ file, results }: { file: Uint8Array; results: readonly ResultRow[] }) => {
      const filled = fillWorksheet(Buffer.from(file), results)
      return { ...filled, file: new Uint8Array(filled.file) }
    }
  },
} as const

export type TaskName = keyof typeof tasks

type Task<Name extends TaskName> = Awaited<ReturnType<(typeof tasks)[Name]>>
export type TaskInput<Name extends TaskName> = Parameters<Task<Name>>[0]
export type TaskOutput<Name extends TaskName> = Awaited<ReturnType<Task<Name>>>
