import { createRequire } from 'node:module'
import type { EChartsCoreOption, init as initChart } from 'echarts/core'
import { readSvg, type SvgShape } from './read-svg.js'

/** The package as one file: its parts are 589 modules, which cost every process of the API a second of CPU time. */
const { init } = createRequire(import.meta.url)('echarts/dist/echarts.common.min.js') as { init: typeof initChart }

/** Size of a drawing in its own units; on a page it takes the width it gets. */
export interface DrawingSize {
  width: number
  height: number
}

/** Draws without a browser. The same options always give the same shapes. Colours must be `chartInks`. */
export function drawSvg(options: EChartsCoreOption, size: DrawingSize): readonly SvgShape[] {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size })
  try {
    chart.setOption({ animation: false, ...options })
    return readSvg(chart.renderToSVGString())
  } finally {
    chart.dispose()
  }
}
