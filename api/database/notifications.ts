import pg from 'pg'

/**
 * `assay_outbox`: a run waits to be handed to the queue. `assay_events`: payload is the submission something happened
 * to. `assay_inbound`: an LMS sent something. `assay_grades`: a grade waits to be told.
 */
export const channels = ['assay_outbox', 'assay_events', 'assay_inbound', 'assay_grades'] as const
export type Channel = (typeof channels)[number]

interface Notifications {
  /** Calls back on each notification; returns what ends it. Lost ones are possible: whoever listens also polls. */
  on(channel: Channel, listener: (payload: string) => void): () => void
  close(): Promise<void>
}

const RECONNECT_MS = 1_000

/** Listens on one connection of its own and reconnects by itself for as long as it is open. */
export function listenForNotifications(url: string, onError: (error: Error) => void): Notifications {
  const listeners = new Map<Channel, Set<(payload: string) => void>>(channels.map((channel) => [channel, new Set()]))
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  const connect = async () => {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: 'assay-listen',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
    })
    client = fresh
    fresh.on('error', onError)
    fresh.on('end', () => reconnect(fresh))
    fresh.on('notification', ({ channel, payload }) => {
      for (const listener of listeners.get(channel as Channel) ?? []) listener(payload ?? '')
    })
    await fresh.connect()
    await fresh.query(channels.map((channel) => `listen ${channel}`).join('; '))
  }
  const reconnect = (ended: pg.Client) => {
    if (isClosed || ended !== client) return
    clearTimeout(timer)
    timer = setTimeout(start, RECONNECT_MS)
  }
  const start = () => {
    connect().catch((error: Error) => {
      onError(error)
      if (client) reconnect(client)
    })
  }
  start()

  return {
    on(channel, listener) {
      listeners.get(channel)?.add(listener)
      return () => listeners.get(channel)?.delete(listener)
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      await client?.end().catch(onError)
    },
  }
}

/** Wakes whoever waits for something to happen to a submission. */
export interface EventHub {
  /** Resolves at the next event of the submission, after `timeoutMs`, or once `signal` is aborted or the hub closes. */
  wait(submissionId: string, timeoutMs: number, signal: AbortSignal): Promise<void>
  readonly isClosed: boolean
  close(): void
}

/** Every stream also looks by itself now and then, so a notification that is lost costs a delay only. */
export function openEventHub(notifications: Notifications): EventHub {
  const waiting = new Map<string, Set<() => void>>()
  let isClosed = false
  const wake = (submissionId: string) => {
    for (const resolve of waiting.get(submissionId) ?? []) resolve()
  }
  const stopListening = notifications.on('assay_events', wake)

  return {
    wait(submissionId, timeoutMs, signal) {
      if (isClosed || signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const finish = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', finish)
          const others = waiting.get(submissionId)
          others?.delete(finish)
          if (others?.size === 0) waiting.delete(submissionId)
          resolve()
        }
        const timer = setTimeout(finish, timeoutMs)
        signal.addEventListener('abort', finish)
        waiting.set(submissionId, (waiting.get(submissionId) ?? new Set()).add(finish))
      })
    },
    get isClosed() {
      return isClosed
    },
    close() {
      isClosed = true
      stopListening()
      for (const submissionId of [...waiting.keys()]) wake(submissionId)
    },
  }
}
