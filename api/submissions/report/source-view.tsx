import { bytes, count } from '../../../contracts/amounts.js'
import { escapeLine } from '../../../contracts/escape.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { Part } from '../../ui/render-in-parts.js'
import { readSourceFile, sourceBounds, type SourceFile } from './read-source.js'

export interface SourceViewProps {
  files: SourceTree
  /** The file to show; `null`: none yet. One that is not there is said to be missing. */
  path: string | null
  /** The address of a file's page. */
  hrefOf: (path: string) => string
}

/** The files of a submission beside one of them, as plain text: no colours, nothing that runs. */
export function SourceView({ files, path, hrefOf }: SourceViewProps) {
  const file = path === null ? undefined : readSourceFile(files, path)
  return (
    <div class="source">
      <nav class="source-files" aria-label="Files of the submission">
        <p class="dim">{count(files.size, 'file')}</p>
        <ul>
          {[...files].slice(0, sourceBounds.files).map(([name, content]) => (
            <li key={name}>
              <a href={hrefOf(name)} aria-current={name === path ? 'page' : undefined}>
                <bdi>{escapeLine(name)}</bdi>
              </a>
              <span class="dim">{bytes(content.length)}</span>
            </li>
          ))}
        </ul>
        {files.size > sourceBounds.files && (
          <p class="dim">Only the first {sourceBounds.files} files are listed. The rest are in the download.</p>
        )}
      </nav>
      <div class="source-file">
        {file ? (
          <FileView file={file} />
        ) : (
          <p>{path === null ? 'Choose a file.' : 'This submission has no such file.'}</p>
        )}
      </div>
    </div>
  )
}

function FileView({ file }: { file: SourceFile }) {
  const name = escapeLine(file.path)
  return (
    <>
      <h3>
        <bdi>{name}</bdi> <span class="dim">{bytes(file.bytes)}</span>
      </h3>
      {file.lines === null && <p>{file.reason}</p>}
      {file.lines && file.cut && <p class="dim">{file.cut}</p>}
      {file.lines && <Lines lines={file.lines} name={name} />}
    </>
  )
}

const LINES_A_PART = 200

/** Each line can be linked to as `#L12`. Numbers are drawn by the style sheet, so that they are not copied. */
function Lines({ lines, name }: { lines: readonly string[]; name: string }) {
  return (
    <div class="source-lines" role="region" aria-label={name} tabindex={0}>
      <ol>
        {Array.from({ length: Math.ceil(lines.length / LINES_A_PART) }, (_, part) => (
          <Part key={part}>
            <SomeLines lines={lines} from={part * LINES_A_PART} />
          </Part>
        ))}
      </ol>
    </div>
  )
}

function SomeLines({ lines, from }: { lines: readonly string[]; from: number }) {
  return (
    <>
      {lines.slice(from, from + LINES_A_PART).map((line, index) => (
        <li key={index} id={`L${from + index + 1}`}>
          <a
            href={`#L${from + index + 1}`}
            data-line={from + index + 1}
            aria-label={`Line ${from + index + 1}`}
            tabindex={-1}
          />
          <code>
            {line}
            {'\n'}
          </code>
        </li>
      ))}
    </>
  )
}
