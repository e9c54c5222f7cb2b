import type { Report } from './report/report.js'

/** Why a check has no score where whoever started the run left it out: `assay grade --no-speed`, or `assay verify`. */
export const leftOutReasons = {
  speed: 'Speed was not measured: this run was started without it.',
  quality: 'Quality was not checked: this run was started without it.',
} as const

/** Whether a score includes all checks that the exercise gives points for. Only such scores can be compared. */
export const isScoreWhole = ({ checks: { speed, quality } }: Pick<Report, 'checks'>): boolean =>
  speed.reason !== leftOutReasons.speed && quality.reason !== leftOutReasons.quality
