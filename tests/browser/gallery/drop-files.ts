import type { Page } from 'playwright-core'

/** The part of a Chrome DevTools session that drops files. */
interface DragSession {
  send(method: 'Input.dispatchDragEvent', event: DragEvent): Promise<unknown>
}

interface DragEvent {
  type: 'dragEnter' | 'dragOver' | 'drop'
  x: number
  y: number
  data: { items: []; files: string[]; dragOperationsMask: number }
}

/** Drops files and folders from this machine on the submission form, as a user does. */
export async function dropFiles(page: Page, files: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const zone = page.locator('[data-drop-zone]')
  await zone.scrollIntoViewIfNeeded()
  await dropInBox(session, await zone.boundingBox(), files)
  await session.detach()
}

/** Drops files and folders on the element with this bounding box. */
export async function dropInBox(
  session: DragSession,
  box: { x: number; y: number } | null,
  files: string[],
): Promise<void> {
  if (!box) throw new Error('there is nothing to drop on')
  const event = { x: box.x + 20, y: box.y + 20, data: { items: [] as [], files, dragOperationsMask: 1 } }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, ...event })
}
