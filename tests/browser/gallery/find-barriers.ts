import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  id: string
  impact: string
  nodes: { html: string; failureSummary: string }[]
}

/**
 * What keeps people out of a page: the serious and critical findings of axe. It runs in a world of its own, as an
 * extension would, so that the page keeps its policy.
 */
export async function findBarriers(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page)
  const { frameTree } = await session.send('Page.getFrameTree')
  const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', {
    frameId: frameTree.frame.id,
    worldName: 'barriers',
  })
  const known = await session.send('Runtime.evaluate', { contextId, expression: 'typeof axe' })
  if (known.result.value === 'undefined') await session.send('Runtime.evaluate', { contextId, expression: axe })
  // Without `preload` axe does not fetch all styles again, which none of its rules that run here reads.
  const expression = `axe.run({ resultTypes: ['violations'], preload: false }).then(({ violations }) => JSON.stringify(violations))`
  const { result } = await session.send('Runtime.evaluate', { contextId, expression, awaitPromise: true })
  await session.detach()
  return (JSON.parse(String(result.value)) as Violation[])
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('; ')}`)
}
