/**
 * A button beside what a reader would copy: a text that carries `data-copy`. Without this script one click selects it.
 */

for (const source of document.querySelectorAll('[data-copy]')) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'button copy'
  button.textContent = 'Copy'
  button.addEventListener('click', () => void copy(source, button))
  source.before(button)
}

/**
 * @param {Element} source
 * @param {HTMLButtonElement} button
 */
async function copy(source, button) {
  button.textContent = (await write(source)) ? 'Copied' : 'Press Ctrl+C'
  setTimeout(() => {
    button.textContent = 'Copy'
  }, 2000)
}

/**
 * Browsers lend the clipboard only to pages that came by https or from this machine; else the text is selected and
 * copied as by hand.
 * @param {Element} source
 */
async function write(source) {
  if (navigator.clipboard)
    return navigator.clipboard.writeText(source.textContent ?? '').then(
      () => true,
      () => copySelected(source),
    )
  return copySelected(source)
}

/** @param {Element} source */
function copySelected(source) {
  getSelection()?.selectAllChildren(source)
  return document.execCommand('copy')
}
