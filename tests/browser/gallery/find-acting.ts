import type { Page } from 'playwright-core'

/** Everything in a document that could act, and does not come from us. */
const expression = `[...document.querySelectorAll('*')].flatMap((element) => {
  const names = element.getAttributeNames()
  const acts = element.matches('img, iframe, object, embed, style, base, script:not([src^="/assets/"])')
    || names.some((name) => name.startsWith('on') || name === 'style' || name === 'srcset')
    || /^\\s*(javascript|data|vbscript):/i.test(element.getAttribute('href') ?? '')
  return acts ? [element.outerHTML.slice(0, 200)] : []
})`

/** The elements of a page that could do something which we did not put there. */
export const findActing = (page: Page): Promise<string[]> => page.evaluate(expression)
