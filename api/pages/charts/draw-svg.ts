import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { init, use, type EChartsCoreOption } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { readSvg, type SvgShape } from './read-svg.js'

use([BarChart, LineChart, GridComponent, SVGRenderer])

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
