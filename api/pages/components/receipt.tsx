import { describeTopFolder } from '../../../contracts/left-out.js'
import type { Report } from '../../../contracts/report.js'
import { describeSpeedReceipt } from '../../../contracts/speed-words.js'
import { FactList, Moment } from '../../ui/section.js'

/** What the score rests on: enough to grade the same again, and to tell whether two scores can be compared. */
export function ReceiptView({ report }: { report: Report }) {
  const { receipt, run } = report
  const { engine, kernel, cgroup, cpus } = receipt.host
  const facts = [
    { name: 'Finished', value: <Moment at={report.finishedAt} /> },
    ...(report.leftOut ? [{ name: 'Left out', value: report.leftOut.join(', ') }] : []),
    ...(report.topFolder === undefined ? [] : [{ name: 'Top level', value: describeTopFolder(report.topFolder) }]),
    { name: 'Run', value: <code>{run}</code> },
    { name: 'Submission, SHA-256', value: <code>{receipt.submission}</code> },
    { name: 'Exercise, SHA-256', value: <code>{receipt.exercise}</code> },
    { name: 'Seed', value: <code>{receipt.seed}</code> },
    ...Object.entries(receipt.images).map(([name, image]) => ({ name: `Image ${name}`, value: <code>{image}</code> })),
    { name: 'Assay', value: receipt.assay },
    { name: 'Host', value: `engine ${engine}, kernel ${kernel}, cgroup ${cgroup}, ${cpus} CPUs` },
    ...(receipt.speed ? [{ name: 'Speed measured', value: describeSpeedReceipt(receipt.speed) }] : []),
  ]
  return <FactList facts={facts} />
}
