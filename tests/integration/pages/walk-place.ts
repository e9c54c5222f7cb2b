import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import type { Test } from 'tap'
import { openBrowser } from '../../browser/gallery/open-browser.js'
import { startApi, type TestApi } from '../api/start-api.js'
import { packWalkedExercise } from './walked-exercise.js'

export interface WalkedService {
  api: TestApi
  /** Where the service listens. */
  address: string
  /** The path of a one-time link for a person. */
  makeLink(person: string): Promise<string>
}

export interface WalkPlace extends WalkedService {
  browser: Browser
}

/** The service, and a Chromium to visit it with. */
export const openWalkPlace = async (t: Test): Promise<WalkPlace> => ({
  ...(await startWalkedService(t)),
  browser: await openBrowser(),
})

/** The service on a port of its own, with the walked exercise published. */
export async function startWalkedService(t: Test): Promise<WalkedService> {
  const api = await startApi(t)
  const published = await api.publish(await packWalkedExercise())
  if (published.statusCode !== 201) throw new Error(published.body)
  await api.app.listen({ host: '127.0.0.1', port: 0 })
  const address = `http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}`
  return {
    api,
    address,
    async makeLink(person) {
      const answer = await api.request({ method: 'POST', url: `/v1/people/${person}/login-links` })
      return new URL(answer.json<{ url: string }>().url).pathname
    },
  }
}
