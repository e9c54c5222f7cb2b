import { count } from '../../../contracts/amounts.js'
import { formatDay } from '../../../contracts/moments.js'
import { Chart, drawSvg, makeBarOptions } from '../../ui/chart.js'

/** Attempts of one day in UTC. Days without any are in the list, too: time runs evenly. */
export interface DayOfAttempts {
  day: Date
  attempts: number
}

const size = { width: 320, height: 200 }
const shownLabels = 4

/** When learners hand in, day by day. */
export function AttemptsOverTime({ id, days }: { id: string; days: readonly DayOfAttempts[] }) {
  const total = days.reduce((sum, { attempts }) => sum + attempts, 0)
  const busiest = days.reduce<DayOfAttempts | undefined>(
    (best, day) => (best && best.attempts >= day.attempts ? best : day),
    undefined,
  )
  const bars = days.map(({ day, attempts }) => ({ label: formatDay(day).replace(/ \d+$/, ''), count: attempts }))
  return (
    <Chart
      id={id}
      title="Attempts over time"
      description={
        busiest && total > 0
          ? `${count(total, 'attempt')}; the most, ${busiest.attempts}, on ${formatDay(busiest.day)}.`
          : 'No attempts yet.'
      }
      shapes={drawSvg(makeBarOptions(bars, Math.ceil(bars.length / shownLabels)), size)}
      size={size}
      table={{
        caption: 'Attempts by day',
        columns: [
          { name: 'day', header: 'Day', cell: ({ day }) => formatDay(day) },
          { name: 'attempts', header: 'Attempts', isNumber: true, cell: ({ attempts }) => attempts },
        ],
        rows: days,
        keyOf: ({ day }) => day.toISOString(),
      }}
    />
  )
}
