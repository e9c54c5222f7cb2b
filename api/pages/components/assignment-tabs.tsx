import type { AssignmentRow } from '../../database/assignments.js'

const tabs = [
  { name: 'results', label: 'Results' },
  { name: 'statistics', label: 'Statistics' },
  { name: 'regrades', label: 'Regrades' },
] as const

/** The pages about one assignment that its instructors have. */
export function AssignmentTabs({
  assignment,
  current,
}: {
  assignment: Pick<AssignmentRow, 'id'>
  current: (typeof tabs)[number]['name']
}) {
  return (
    <nav class="tabs" aria-label="About this assignment">
      <ul>
        {tabs.map(({ name, label }) => (
          <li key={name}>
            <a href={`/assignments/${assignment.id}/${name}`} aria-current={name === current ? 'page' : undefined}>
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
