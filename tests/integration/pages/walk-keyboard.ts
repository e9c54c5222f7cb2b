import type { Page } from 'playwright-core'

/** What the keyboard met on its way through a page. */
export interface KeyboardWalk {
  /** The text of the first stop. */
  first: string
  /** Controls in view that no press of Tab came to. */
  missed: string[]
  /** Stops at which nothing shows that they have the focus. */
  unseen: string[]
}

/** Presses Tab from the top of a page to its end. */
export async function walkByKeyboard(page: Page): Promise<KeyboardWalk> {
  await page.evaluate('document.activeElement?.blur(); window.scrollTo(0, 0)')
  const controls = await page.evaluate<string[]>(listControls)
  const stops: { name: string; isSeen: boolean }[] = []
  for (let presses = 0; presses <= controls.length * 2; presses += 1) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate<{ name: string; isSeen: boolean } | null>(describeFocus)
    if (!stop) break
    stops.push(stop)
  }
  const reached = new Set(stops.map(({ name }) => name))
  return {
    first: stops[0]?.name.replace(/^\d+ \w+ /, '') ?? '',
    missed: controls.filter((name) => !reached.has(name)),
    unseen: stops.filter(({ isSeen }) => !isSeen).map(({ name }) => name),
  }
}

const nameElement = `const nameElement = (element) => \`\${[...document.querySelectorAll('*')].indexOf(element)} \${element.localName} \${(element.textContent || element.id).trim().slice(0, 60)}\``

const listControls = `(() => {
  ${nameElement}
  return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
    .filter((element) => element.tabIndex >= 0 && element.checkVisibility())
    .map(nameElement)
})()`

const describeFocus = `(() => {
  ${nameElement}
  const element = document.activeElement
  if (!element || element === document.body) return null
  const { outlineStyle, outlineWidth } = getComputedStyle(element)
  const box = element.getBoundingClientRect()
  const isInView = box.bottom > 0 && box.top < window.innerHeight
  return { name: nameElement(element), isSeen: isInView && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 }
})()`
