export const showLevels = ['full', 'outcome', 'nothing'] as const
/** What a learner sees of a hidden test: all of it, only its outcome, or nothing of it but that it counts. */
export type ShowLevel = (typeof showLevels)[number]
