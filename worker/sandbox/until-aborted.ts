/** A cancelled run rejects at once; whoever owns the pod disposes of it, which ends whatever was still going in it. */
export async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise: aborted, reject } = deferred<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort)
  try {
    if (signal.aborted) abort()
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** As above; what the work is done on stays with the caller if it is done, and is disposed of if not. */
export async function keepIfDone<T>(signal: AbortSignal, owned: AsyncDisposable, work: Promise<T>): Promise<T> {
  try {
    return await untilAborted(signal, work)
  } catch (error) {
    await owned[Symbol.asyncDispose]()
    throw error
  }
}

/** A promise settled from outside. Node 20 has no `Promise.withResolvers` yet. */
export interface Deferred<T> {
  promise: Promise<T>
  resolve(value: T): void
  reject(reason: unknown): void
}

export function deferred<T>(): Deferred<T> {
  let resolve!: (value: T) => void
  let reject!: (reason: unknown) => void
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}
