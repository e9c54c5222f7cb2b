import { createParser } from 'eventsource-parser'
import type { Server } from './server.js'

/** One event of a submission: its name and its data as JSON. */
export interface ServerEvent {
  id: string | undefined
  name: string
  data: unknown
}

/**
 * The events of a stream, as they come; ends when the server ends it. `lastId` asks for those after it.
 * A broken connection throws: the caller knows whether going on makes sense.
 */
export async function* readEvents(server: Server, path: string, lastId?: string): AsyncGenerator<ServerEvent> {
  const response = await server.send(path, {
    headers: { accept: 'text/event-stream', ...(lastId ? { 'last-event-id': lastId } : {}) },
  })
  const waiting: ServerEvent[] = []
  const parser = createParser({
    onEvent: ({ id, event, data }) => void waiting.push({ id, name: event ?? 'message', data: parse(data) }),
  })
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    parser.feed(decoder.decode(chunk as Uint8Array, { stream: true }))
    yield* waiting.splice(0)
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}
