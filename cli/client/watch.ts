import { Value } from 'typebox/value'
import { ProgressSchema } from '../../contracts/progress.js'
import type { Cli } from '../cli.js'
import { watchProgress } from '../print/progress.js'
import { readEvents } from './events.js'
import { pathOf, type Server } from './server.js'
import { fetchSubmission } from './submission.js'

const retries = 20

/** Shows the events of a submission until it is done. A stream that breaks is taken up where it was left. */
export async function watchSubmission(cli: Cli, server: Server, id: string): Promise<void> {
  const show = watchProgress(cli.terminal)
  let lastId: string | undefined
  for (let attempt = 0; attempt < retries; attempt += 1) {
    for await (const event of readEvents(server, pathOf('submissions', id, 'events'), lastId)) {
      lastId = event.id ?? lastId
      if (Value.Check(ProgressSchema, event.data)) show(event.data)
    }
    if ((await fetchSubmission(server, id)).state === 'done') return cli.terminal.status('')
  }
  throw new Error(`${server.url} closed the event stream of ${id} ${retries} times before it was done`)
}
