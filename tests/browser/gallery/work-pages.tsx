import { readFileSync } from 'node:fs'
import { StartHelp, Statement } from '../../../api/assignments/start-help.js'
import { RefusedUpload, SubmitForm } from '../../../api/assignments/submit-form.js'
import { type ProgressSnapshot, ProgressView } from '../../../api/submissions/report/progress-view.js'
import { SourceView } from '../../../api/submissions/report/source-view.js'
import { renderStatement } from '../../../api/ui/render-markdown.js'
import { PageHeading, Section } from '../../../api/ui/section.js'
import { hostileLine, hostileMarkdown, hostileName, hostileText } from './hostile-text.js'

const server = readFileSync('exercises/todo-api/hidden/correctness/1-basics.test.mjs')

export const files = new Map([
  ['package.json', Buffer.from('{\n\t"type": "module"\n}\n')],
  ['src/server.js', server],
  ['src/routes/a-rather-long-folder-name/with-a-file-of-a-long-name-as-well.js', server],
  ['image.png', Buffer.from([0x89, 0x50, 0, 1])],
  ['hostile.txt', Buffer.from(`${hostileText.replaceAll('\0', '')}\n${'long '.repeat(600)}\n`)],
  [hostileName, Buffer.from(hostileText)],
])

const hrefOf = (path: string) => `?path=${encodeURIComponent(path)}`
const showSource = (path: string | null) => (
  <>
    <PageHeading title="Source" />
    <SourceView files={files} path={path} hrefOf={hrefOf} />
  </>
)

const queued: ProgressSnapshot = {
  runId: 'run-1',
  state: 'queued',
  position: 3,
  estimateSeconds: 65,
  phase: null,
  begun: [],
  tests: [],
  counted: null,
}
const running: ProgressSnapshot = {
  ...queued,
  state: 'running',
  position: null,
  phase: 'correctness',
  begun: ['pod', 'start', 'correctness'],
  tests: [
    { id: 'a', title: 'Creates a to-do', outcome: 'passed' },
    { id: 'b', title: hostileLine, outcome: 'failed' },
  ],
  counted: { finished: 2, total: 14 },
}
const waitingForCores: ProgressSnapshot = { ...running, phase: 'queue', counted: { finished: 14, total: 14 } }
const showProgress = (snapshot: ProgressSnapshot) => (
  <>
    <PageHeading title="A to-do list API" lead="Attempt 2 of 5" />
    <ProgressView
      snapshot={snapshot}
      eventsHref="/events"
      stateHref="/state"
      kind="service"
      measuresSpeed
      checksQuality
    />
  </>
)

const problem = {
  code: 'upload-rejected',
  title: 'The upload was refused',
  detail: `A path in the archive leads out of it: ${hostileLine}`,
  errors: [{ pointer: hostileName, detail: hostileText }],
}

const showStatement = (markdown: string) => <Statement html={renderStatement(markdown)} markdown={markdown} />

/** What a learner does before there is a report, and the source beside one. */
export const workPages = {
  assignment: () => (
    <>
      <PageHeading
        title="A to-do list API"
        lead="Due 12 Jan 2026, 23:59 UTC"
        actions={
          <a class="button" href="#">
            Starter for node
          </a>
        }
      />
      <Section id="submit" title="Submit" aside="3 of 5 attempts left">
        <SubmitForm action="/submit" languages={['node', 'python']} formId="form-1" />
        <StartHelp languages={['node', 'python']} />
      </Section>
      <Section id="statement" title="Statement">
        {showStatement(readFileSync('exercises/todo-api/statement.md', 'utf8'))}
      </Section>
    </>
  ),
  'statement-hostile': () => showStatement(hostileMarkdown),
  'submit-refused': () => (
    <>
      <RefusedUpload problem={problem} languages={['node', 'python']} />
      <PageHeading title="Submit" />
      <SubmitForm
        action="/submit"
        languages={['node', 'python']}
        formId="form-1"
        returned={{ language: 'python', problem }}
      />
    </>
  ),
  'submit-language-refused': () => (
    <>
      <RefusedUpload problem={problem} languages={['node', 'python']} />
      <PageHeading title="Submit" />
      <SubmitForm
        action="/submit"
        languages={['node', 'python']}
        formId="form-1"
        returned={{ language: 'python', problem: { ...problem, code: 'language-not-graded' } }}
      />
    </>
  ),
  source: () => showSource('src/server.js'),
  'source-binary': () => showSource('image.png'),
  'source-hostile': () => showSource('hostile.txt'),
  'source-list': () => showSource(null),
  'progress-queued': () => showProgress(queued),
  progress: () => showProgress(running),
  'progress-cores': () => showProgress(waitingForCores),
}
