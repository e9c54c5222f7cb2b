import { CallerError } from '../../contracts/errors.js'
import { escapeText } from '../../contracts/escape.js'
import { type Language, languageNames } from '../../contracts/language.js'
import type { PublishedExercise } from '../exercises/exercises.js'
import { runTask } from '../off-thread/run-task.js'
import { type Column, DataTable } from '../ui/data-table.js'

interface Start {
  /** The command in a line of a Procfile. */
  line: string
  without: string
}

const starts: Readonly<Record<Language, Start>> = {
  node: {
    line: 'node src/server.js',
    without: 'the start script or the main of package.json, then server.js, index.js or app.js',
  },
  python: { line: 'gunicorn --bind 0.0.0.0:$PORT app:app', without: 'main.py, then app.py' },
  java: {
    line: 'java shop.Main',
    without: 'the main class that pom.xml names, then the only class with a main method',
  },
  php: { line: 'php -S 0.0.0.0:$PORT -t public', without: 'public/index.php' },
  ruby: { line: 'puma -p $PORT', without: 'config.ru, then app.rb, main.rb or server.rb' },
  dotnet: { line: 'dotnet bin/publish/Shop.dll', without: 'the only project that is not a test project' },
}

const columns: readonly Column<Language>[] = [
  { name: 'language', header: 'Language', cell: (language) => languageNames[language] },
  { name: 'line', header: 'Line, for example', cell: (language) => <code>web: {starts[language].line}</code> },
  { name: 'without', header: 'Without a Procfile, Assay starts', cell: (language) => starts[language].without },
]

/** How what is sent becomes a service, in short. */
export function StartHelp({ languages }: { languages: readonly Language[] }) {
  return (
    <details class="more">
      <summary>How your submission is started</summary>
      <div class="prose">
        <ul>
          <li>
            Your service must listen on the port in the environment variable <code>PORT</code>, and respond to{' '}
            <code>GET /</code> soon after it starts; any status will do.
          </li>
          <li>There is no network, and nothing is installed for you: use the installed packages.</li>
          <li>
            To set the start command, add a file named <code>Procfile</code> at the top level, with one line:
          </li>
        </ul>
      </div>
      <DataTable caption="Start commands" columns={columns} rows={languages} keyOf={(language) => language} />
    </details>
  )
}

/**
 * What an exercise asks for. Its own title is left out, which the page has; where it could not be laid out, it stands
 * as it was written.
 */
export function Statement({ html, markdown }: ShownStatement) {
  return html === null ? (
    <pre class="prose">{escapeText(markdown)}</pre>
  ) : (
    <div class="prose" dangerouslySetInnerHTML={{ __html: html }} />
  )
}

/** A statement as a page has it; `html` is `null` where laying it out took too long. */
export interface ShownStatement {
  html: string | null
  markdown: string
}

/** A course reads a few of them all week. */
const MOST_KEPT = 50
const SECONDS = 5

const kept = new Map<string, Promise<string>>()

/** The statement of a package, laid out off the event loop once and then kept: a digest always means the same text. */
export async function showStatement({ digest, statement: markdown }: PublishedExercise): Promise<ShownStatement> {
  const html = kept.get(digest) ?? runTask('render-statement', markdown, SECONDS)
  kept.delete(digest)
  kept.set(digest, html)
  if (kept.size > MOST_KEPT) kept.delete([...kept.keys()][0] as string)
  try {
    return { html: await html, markdown }
  } catch (error) {
    kept.delete(digest)
    if (error instanceof CallerError) return { html: null, markdown }
    throw error
  }
}
