import type Docker from 'dockerode'

/** Whether the engine has an image under this tag. Throws when the engine cannot be asked. */
export async function hasImage(docker: Docker, tag: string): Promise<boolean> {
  return (await readSizeBytes(docker, tag)) !== undefined
}

/** The size of an image with all its layers; `undefined` where the engine does not have it. */
export async function readSizeBytes(docker: Docker, tag: string): Promise<number | undefined> {
  try {
    return (await docker.getImage(tag).inspect()).Size
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined
    throw error
  }
}

/**
 * Whether a registry delivered the image in time. Why it did not is of no interest: there is another way, with an error
 * of its own.
 */
export async function pullImage(docker: Docker, tag: string, timeoutMs: number): Promise<boolean> {
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const answer = await docker.pull(tag, { abortSignal: signal })
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(answer, (error: Error | null) => (error ? reject(error) : resolve()))
    })
    return await hasImage(docker, tag)
  } catch {
    return false
  }
}

/** Makes an image with one layer, the content of the tar. */
export async function importImage(docker: Docker, tar: NodeJS.ReadableStream, tag: string): Promise<void> {
  const [repo, version] = tag.split(':') as [string, string]
  const answer = await docker.importImage(tar, { repo, tag: version })
  await new Promise<void>((resolve, reject) => {
    answer
      .on('data', () => undefined)
      .once('end', resolve)
      .once('error', reject)
  })
}
