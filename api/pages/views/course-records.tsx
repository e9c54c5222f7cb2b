import { escapeLine } from '../../../contracts/escape.js'
import type { AuditRow } from '../../database/audit.js'
import type { Enrolment } from '../../database/courses.js'
import { DataTable, Paging } from '../../ui/data-table.js'
import { EmptyState, Moment, PageHeading } from '../../ui/section.js'

export function PeopleView({ course, enrolments }: { course: string; enrolments: readonly Enrolment[] }) {
  return (
    <>
      <PageHeading title="People" />
      {enrolments.length === 0 ? (
        <EmptyState title="Nobody is enrolled yet.">
          Enrol people with <code>assay course enrol {course} &lt;person&gt; --role learner</code>.
        </EmptyState>
      ) : (
        <DataTable
          caption="People of the course"
          rows={enrolments}
          keyOf={({ person }) => person}
          columns={[
            { name: 'name', header: 'Name', cell: ({ name }) => <bdi>{name}</bdi> },
            { name: 'id', header: 'Id', cell: ({ person }) => <code>{person}</code> },
            { name: 'email', header: 'Email', cell: ({ email }) => email && <bdi>{email}</bdi> },
            { name: 'role', header: 'Role', cell: ({ role }) => role },
          ]}
        />
      )}
    </>
  )
}

export function AuditView({
  rows,
  firstHref,
  nextHref,
}: {
  rows: readonly AuditRow[]
  firstHref: string | null
  nextHref: string | null
}) {
  return (
    <>
      <PageHeading title="Audit log" lead="Who viewed or changed other people's work and grades." />
      {rows.length === 0 ? (
        <EmptyState title="There are no entries yet." />
      ) : (
        <DataTable
          caption="Audit log, newest first"
          rows={rows}
          keyOf={({ id }) => String(id)}
          columns={[
            { name: 'at', header: 'When', cell: ({ at }) => <Moment at={at} /> },
            { name: 'actor', header: 'Who', cell: ({ actor }) => <bdi>{actor}</bdi> },
            { name: 'action', header: 'Action', isWhole: true, cell: ({ action }) => action },
            { name: 'subject', header: 'Subject', isWhole: true, cell: ({ subject }) => <code>{subject}</code> },
            { name: 'details', header: 'Details', isProse: true, cell: ({ details }) => <Details details={details} /> },
          ]}
        />
      )}
      <Paging firstHref={firstHref} nextHref={nextHref} summary="" />
    </>
  )
}

/** What was noted beside it, by name. */
function Details({ details }: { details: unknown }) {
  const entries = Object.entries(details ?? {})
  if (entries.length === 0) return null
  return (
    <ul class="plain-list">
      {entries.map(([name, value]) => (
        <li key={name}>
          <span class="dim">{escapeLine(name)}</span>{' '}
          <bdi>{escapeLine(typeof value === 'string' ? value : JSON.stringify(value))}</bdi>
        </li>
      ))}
    </ul>
  )
}
