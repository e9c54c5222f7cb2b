/** Tests that start servers, pods or programs leave their process with everything it holds, so each has its own. */
const alone = /^dist\/tests\/(integration|hostile|examiner)\//

/**
 * Which test files share a process: those of one folder of `tests/`, as `[{ name, files }]`, in the order of the files.
 * Starting a process and loading tap takes a second, longer than most files run.
 */
export function groupTests(files) {
  const groups = new Map()
  for (const file of files) {
    const name = alone.test(file) ? file : file.split('/').slice(0, 3).join('/')
    groups.set(name, [...(groups.get(name) ?? []), file])
  }
  return [...groups].map(([name, members]) => ({ name, files: members }))
}
