import { PositionEncoding, Workspace, type Diagnostic } from '@astral-sh/ruff-wasm-nodejs'
import { analystLimits } from '../../../contracts/protocol/analyst-limits.js'
import type { Reader, ReaderLine } from '../readers.js'
import { readSource } from '../select-files.js'

/** Settings beside the rules: what a reviewer would wave through with the tool's own. */
const settings = {
  preview: false,
  'respect-gitignore': false,
  'target-version': 'py313',
  'line-length': 120,
  lint: {
    'allowed-confusables': ['’', '‘', '–', '×'],
    // FastAPI's way to name what a handler needs.
    'flake8-bugbear': {
      'extend-immutable-calls': [
        'fastapi.Depends',
        'fastapi.Query',
        'fastapi.Path',
        'fastapi.Body',
        'fastapi.Header',
        'fastapi.Security',
      ],
    },
    'dummy-variable-rgx': '^_',
  },
}

/** Ruff, compiled to WebAssembly: it takes text and settings and looks for no configuration. */
export const reader: Reader = {
  async versions() {
    return { ruff: Workspace.version() }
  },

  async *read({ root, files, rules }) {
    const workspace = new Workspace({ ...settings, lint: { ...settings.lint, select: rules } }, PositionEncoding.Utf16)
    for (const path of files) {
      yield { type: 'reading', path }
      const diagnostics = workspace.check(hideSuppressions(await readSource(root, path)))
      const broken = diagnostics.find(({ code }) => code === null || code === 'invalid-syntax')
      if (broken === undefined) yield* diagnostics.map((diagnostic) => observe(path, diagnostic))
      else
        yield {
          type: 'unread',
          path,
          reason: `ruff cannot read it: ${broken.message} (line ${broken.start_location.row})`.slice(
            0,
            analystLimits.reasonLength,
          ),
        }
    }
  },
}

/** There is no setting against `noqa` here: as another word of the same length it says nothing to ruff. */
function hideSuppressions(source: string): string {
  return source.replace(/#([^\n]*)/g, (comment) =>
    comment.replace(/noqa|ruff(?=\s*:)|flake8(?=\s*:)|isort(?=\s*:)/gi, (word) => '-'.repeat(word.length)),
  )
}

const observe = (
  path: string,
  { code, message, start_location: start, end_location: end }: Diagnostic,
): ReaderLine => ({
  type: 'observation',
  path,
  tool: 'ruff',
  rule: code as string,
  line: start.row,
  column: start.column,
  endLine: end.row,
  message,
})
