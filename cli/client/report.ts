import { Value } from 'typebox/value'
import { ReportSchema, type Report } from '../../contracts/report.js'
import { pathOf, type Server } from './server.js'

const reportPath = (id: string) => pathOf('submissions', id, 'report')

/** The newest report of a submission. Throws where the server sends something that is none. */
export async function fetchReport(server: Server, id: string): Promise<Report> {
  const response = await server.send(reportPath(id), { headers: { accept: 'application/json' } })
  const report: unknown = await response.json()
  if (!Value.Check(ReportSchema, report)) throw new Error(`${server.url} sent a report that this version cannot read`)
  return report
}

/** The newest report as JUnit XML. */
export async function fetchJunit(server: Server, id: string): Promise<string> {
  const response = await server.send(reportPath(id), { headers: { accept: 'application/xml' } })
  return response.text()
}

/** What was found in the source, as SARIF 2.1.0. */
export async function fetchSarif(server: Server, id: string): Promise<unknown> {
  const response = await server.send(reportPath(id), { headers: { accept: 'application/sarif+json' } })
  return response.json()
}
