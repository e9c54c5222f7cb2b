/** What starts servers, pods or programs: its files take minutes, and leave their process with all it holds. */
const alone = /^dist\/tests\/(integration|hostile|examiner)\//

/**
 * Which test files share a process: those of one folder of `tests/`, as `[{ name, files }]`, in the order of the files. A process
 * takes a second to start and to load tap, more than most files need; a file that does more than compute has one of its own.
 */
export function groupTests(files) {
  const groups = new Map()
  for (const file of files) {
    const name = alone.test(file) ? file : file.split('/').slice(0, 3).join('/')
    groups.set(name, [...(groups.get(name) ?? []), file])
  }
  return [...groups].map(([name, members]) => ({ name, files: members }))
}
