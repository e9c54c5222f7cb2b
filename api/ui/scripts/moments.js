/**
 * Puts times into the reader's time zone, named, and keeps the time left until a deadline current. Without it, times
 * are in UTC.
 */

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
const format = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
})

/** @type {NodeListOf<HTMLTimeElement>} */
const times = document.querySelectorAll('time[datetime]')
for (const time of times) {
  time.title = time.textContent ?? ''
  time.textContent = format.format(new Date(time.dateTime))
}
const note = document.querySelector('[data-zone]')
if (note && zone) note.textContent = `Times are in your time zone, ${zone}.`

/**
 * @param {number} amount
 * @param {string} noun
 */
const count = (amount, noun) => `${amount} ${noun}${amount === 1 ? '' : 's'}`
const minute = 60_000

/** @param {number} ms */
function describeSpan(ms) {
  if (ms >= 48 * 60 * minute) return count(Math.floor(ms / (24 * 60 * minute)), 'day')
  if (ms >= 120 * minute) return count(Math.floor(ms / (60 * minute)), 'hour')
  return count(Math.max(1, Math.floor(ms / minute)), 'minute')
}

function showDeadlines() {
  /** @type {NodeListOf<HTMLElement>} */
  const elements = document.querySelectorAll('[data-deadline]')
  for (const element of elements) {
    const left = Date.parse(element.dataset.deadline ?? '') - Date.now()
    element.textContent = left > 0 ? `in ${describeSpan(left)}` : `${describeSpan(-left)} overdue`
  }
}

if (document.querySelector('[data-deadline]')) setInterval(showDeadlines, minute / 2)
