import type { Bug } from '../../../contracts/bug.js'
import type { HiddenTest } from '../../../contracts/protocol/examiner.js'

export const bugGroup = 'bugs'

/** Planted bugs as what a report lists: each is a test that is passed by catching it. */
export const bugTests = (bugs: readonly Bug[]): HiddenTest[] =>
  bugs.map(({ name, title, points, show }) => ({
    id: name,
    title,
    group: bugGroup,
    points,
    hint: null,
    show,
    file: `bugs/${name}/`,
  }))
