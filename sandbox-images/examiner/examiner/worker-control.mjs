const patienceMs = 120_000

/**
 * Asks the worker for what only it can do: restart the subject, pause a service.
 * @param {(message: object) => void} write
 */
export function createWorkerControl(write) {
  const open = new Map()
  let lastId = 0
  let isClosed = false
  return {
    /** @returns {Promise<{ ok: boolean, detail: string }>} the reply; throws where none comes */
    ask(action, service) {
      const id = ++lastId
      return new Promise((resolve, reject) => {
        const fail = (reason) => reject(new Error(`The worker did not reply to ${action}: ${reason}`))
        const timer = setTimeout(fail, patienceMs, 'it took too long')
        open.set(id, { resolve, fail, timer })
        if (isClosed) return fail('its channel is closed')
        write({ type: 'control', id, action, ...(service && { service }) })
      })
    },
    /** @param {{ id: number, ok: boolean, detail: string }} reply */
    settle({ id, ok, detail }) {
      const question = open.get(id)
      if (!question) throw new Error(`The worker replied to ${id}, which was not asked.`)
      open.delete(id)
      clearTimeout(question.timer)
      question.resolve({ ok, detail })
    },
    /** No more replies can come. */
    close() {
      isClosed = true
      for (const { fail } of open.values()) fail('its channel was closed')
    },
  }
}
