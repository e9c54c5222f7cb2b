/** Stand-ins for the colours of the style sheet: each becomes a class, so that charts follow the reader's theme. */
export const chartInks = {
  bar: '#000001',
  track: '#000002',
  line: '#000003',
  text: '#000004',
  strong: '#000005',
} as const

export const inkNames: ReadonlyMap<string, string> = new Map(
  Object.entries(chartInks).map(([name, colour]) => [colour, name]),
)

/** Texts are measured by this size; the style sheet draws them in it. */
export const chartFontSize = 12
