import type { LmsAdapter } from './adapter.js'
import { canvasLiveEvents } from './canvas.js'
import { standardWebhooks } from './standard-webhooks.js'

/** Every kind of LMS that is spoken to. The first is the documented default. */
const adapters: readonly LmsAdapter[] = [standardWebhooks, canvasLiveEvents]

export const adapterNames: readonly string[] = adapters.map(({ name }) => name)

export const findAdapter = (name: string): LmsAdapter | undefined => adapters.find((adapter) => adapter.name === name)
