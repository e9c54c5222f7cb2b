import { escapeDeep } from '../../contracts/escape.js'
import { labelled, type Page } from './page.js'
import { printTable } from './table.js'

/** A connection as a server tells it. */
export interface ConnectionState {
  id: string
  title: string
  adapter: string
  hookUrl: string
  gradeUrl: string | null
  gradesStoppedAt: string | null
}

/** The connections as a table. */
export const printConnections = (connections: readonly ConnectionState[], page: Page): string =>
  printTable(
    ['id', 'title', 'adapter', 'LMS sends to', 'grades go to'],
    connections.map(rowOf),
    page,
    'There are no connections.',
  )

const rowOf = ({ id, title, adapter, hookUrl, gradeUrl, gradesStoppedAt }: ConnectionState) => [
  id,
  title,
  adapter,
  hookUrl,
  gradeUrl === null ? '–' : gradesStoppedAt === null ? gradeUrl : `${gradeUrl} (stopped)`,
]

/** A new connection, with what to type into the LMS. */
export function printConnection(
  made: ConnectionState & { newSecrets: { inbound: string; grades: string } },
  page: Page,
): string {
  const { hookUrl, gradeUrl, newSecrets } = escapeDeep(made)
  const facts = {
    'LMS sends to': hookUrl,
    'LMS signs with': newSecrets.inbound,
    'Grades go to': gradeUrl ?? 'nowhere yet',
    'Assay signs with': newSecrets.grades,
  }
  return Object.entries(facts)
    .flatMap(([label, text]) => labelled(page, label, text, 19))
    .join('\n')
}
