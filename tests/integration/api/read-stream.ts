import { createParser } from 'eventsource-parser'
import type { Test } from 'tap'
import type { TestApi } from './start-api.js'

export interface SeenEvent {
  id: string
  name: string
  data: Record<string, unknown>
}

/** Listens on a free port: streams cannot be injected. */
export async function listen(api: TestApi): Promise<string> {
  return api.app.listen({ host: '127.0.0.1', port: 0 })
}

/** A stream of events, open over a real connection; `next` gives one event, `rest` all until it ends. */
export async function openStream(t: Test, url: string, headers: Record<string, string>) {
  const abort = new AbortController()
  t.teardown(() => abort.abort())
  const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: abort.signal })
  const events: SeenEvent[] = []
  const comments: string[] = []
  const parser = createParser({
    onEvent: ({ id = '', event = '', data }) => void events.push({ id, name: event, data: JSON.parse(data) }),
    onComment: (text) => void comments.push(text),
  })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  /** Reads on; `false` at the end. */
  const pump = async () => {
    const chunk = await reader?.read()
    if (!chunk || chunk.done) return false
    parser.feed(chunk.value)
    return true
  }
  return {
    response,
    comments,
    pump,
    async next(): Promise<SeenEvent | undefined> {
      while (events.length === 0) if (!(await pump())) return undefined
      return events.shift()
    },
    async rest(): Promise<SeenEvent[]> {
      while (await pump());
      return events.splice(0)
    },
    close: () => abort.abort(),
  }
}
