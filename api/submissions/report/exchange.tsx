import { count, shortTime } from '../../../contracts/amounts.js'
import type { NotedControl } from '../../../contracts/protocol/examiner.js'
import { showBody } from '../../../contracts/report/html-text.js'
import { describeControl, replayPort } from '../../../contracts/report/replay.js'
import type { TestResult } from '../../../contracts/report/report.js'
import { partTranscript } from '../../../contracts/report/test-words.js'

type ReplayableExchange = TestResult['transcript'][number]

/**
 * One request of a test: what was sent, what came back, and the commands that send it again; before and after it what
 * the test did to the pod.
 */
function ExchangeView({ exchange }: { exchange: ReplayableExchange }) {
  const { method, path, status, ms, error, curl, before = [], after = [] } = exchange
  const location = isRedirect(status) ? exchange.responseHeaders['location'] : undefined
  return (
    <>
      <Controls controls={before} />
      <div class="exchange">
        <p class="exchange-line">
          <code>
            <b>{method}</b> {path}
          </code>
          <span class={`exchange-status ${isFailure(status) ? 'ink-bad' : ''}`}>{status ?? 'no response'}</span>
          <span class="dim">{shortTime(ms)}</span>
        </p>
        {location !== undefined && (
          <p>
            <code>location: {location}</code>
          </p>
        )}
        {error !== null && <p class="ink-bad">{error}</p>}
        <Side title="Request" headers={exchange.requestHeaders} body={exchange.requestBody} />
        <Side title="Response" headers={exchange.responseHeaders} body={exchange.responseBody} />
        <figure class="replay">
          <figcaption>
            {curl.startsWith('ANSWER=') ? 'Send it again, with a new id' : 'Send it again'}, with your service on port{' '}
            {replayPort}
          </figcaption>
          <pre class="code-wrap" data-copy>
            {curl}
          </pre>
        </figure>
      </div>
      <Controls controls={after} />
    </>
  )
}

function Controls({ controls }: { controls: readonly NotedControl[] }) {
  if (controls.length === 0) return null
  return <p class="exchange-control">{controls.map(describeControl).join(', ')}</p>
}

const isRedirect = (status: number | null) => status !== null && status >= 300 && status < 400

const isFailure = (status: number | null) => status === null || status >= 500

function Side({
  title,
  headers,
  body,
}: {
  title: string
  headers: Readonly<Record<string, string>>
  body: string | null
}) {
  const lines = Object.entries(headers)
  if (lines.length === 0 && !body) return null
  return (
    <div class="exchange-side">
      <p class="exchange-title">{title}</p>
      {lines.length > 0 && (
        <details class="headers">
          <summary>{count(lines.length, 'header')}</summary>
          <pre>{lines.map(([name, value]) => `${name}: ${value}`).join('\n')}</pre>
        </details>
      )}
      {body && <Body body={body} headers={headers} />}
    </div>
  )
}

/** Of an HTML page its text, with the source behind a click. */
function Body({ body, headers }: { body: string; headers: Readonly<Record<string, string>> }) {
  const { text, isHtml } = showBody(body, headers)
  return (
    <>
      <pre class="body">{text}</pre>
      {isHtml && (
        <details class="headers">
          <summary>HTML source</summary>
          <pre>{body}</pre>
        </details>
      )}
    </>
  )
}

/** All requests of a test: how it was set up and where it ended in view, the rest behind a click. */
export function Transcript({ exchanges }: { exchanges: readonly ReplayableExchange[] }) {
  if (exchanges.length === 0) return null
  const { begin, left, end, missing } = partTranscript(exchanges)
  const show = (shown: readonly ReplayableExchange[]) =>
    shown.map((exchange, index) => <ExchangeView key={index} exchange={exchange} />)
  return (
    <div class="transcript">
      {show(begin)}
      {left.length > 0 && (
        <details class="more">
          <summary>
            {left.length} more requests{missing > 0 ? `; ${missing} others were not kept` : ''}
          </summary>
          {show(left)}
        </details>
      )}
      {show(end)}
    </div>
  )
}
