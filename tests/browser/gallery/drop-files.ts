import type { Page } from 'playwright-core'

/** The part of a session of Chromium's own protocol that drops. */
interface DragSession {
  send(method: 'Input.dispatchDragEvent', event: DragEvent): Promise<unknown>
}

interface DragEvent {
  type: 'dragEnter' | 'dragOver' | 'drop'
  x: number
  y: number
  data: { items: []; files: string[]; dragOperationsMask: number }
}

/** Drops files and folders of this machine on the form that hands in, as a person does. */
export async function dropFiles(page: Page, files: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const zone = page.locator('[data-drop-zone]')
  await zone.scrollIntoViewIfNeeded()
  await dropInBox(session, await zone.boundingBox(), files)
  await session.detach()
}

/** Drops them on what is drawn in a box of the window. */
export async function dropInBox(session: DragSession, box: { x: number; y: number } | null, files: string[]): Promise<void> {
  if (!box) throw new Error('there is nothing to drop on')
  const event = { x: box.x + 20, y: box.y + 20, data: { items: [] as [], files, dragOperationsMask: 1 } }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await session.send('Input.dispatchDragEvent', { type, ...event })
}
