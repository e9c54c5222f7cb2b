import type { EChartsCoreOption } from 'echarts/core'
import { chartFontSize, chartInks } from './chart-inks.js'

const text = { color: chartInks.text, fontSize: chartFontSize }

export interface Bar {
  label: string
  count: number
}

/** Counts as standing bars over a quiet grid: one series, no legend. `showEvery`: how many labels share one. */
export function makeBarOptions(bars: readonly Bar[], showEvery = 1): EChartsCoreOption {
  return {
    grid: { left: 34, right: 4, top: 12, bottom: 26 },
    xAxis: {
      type: 'category',
      data: bars.map(({ label }) => label),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: chartInks.line } },
      axisLabel: { ...text, interval: showEvery - 1, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      splitNumber: 4,
      splitLine: { lineStyle: { color: chartInks.track } },
      axisLabel: text,
    },
    series: [
      {
        type: 'bar',
        silent: true,
        data: bars.map(({ count }) => count),
        barCategoryGap: '18%',
        barMaxWidth: 40,
        itemStyle: { color: chartInks.bar, borderRadius: [3, 3, 0, 0] },
      },
    ],
  }
}
