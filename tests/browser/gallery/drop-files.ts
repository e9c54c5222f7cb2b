import type { Page } from 'playwright-core'

/** Drops files and folders of this machine on the form that hands in, as a person does. */
export async function dropFiles(page: Page, files: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const zone = page.locator('[data-drop-zone]')
  await zone.scrollIntoViewIfNeeded()
  const box = await zone.boundingBox()
  if (!box) throw new Error('there is nothing to drop on')
  const event = { x: box.x + 20, y: box.y + 20, data: { items: [], files, dragOperationsMask: 1 } }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await session.send('Input.dispatchDragEvent', { type, ...event })
  await session.detach()
}
