/** Tests that start pods or programs leave their process with everything it holds, so each has its own. */
const alone = /^dist\/tests\/(integration|hostile|examiner)\//

/** Of these, the tests that only start an API: loading one takes two seconds, as long as many of these files run. */
const sharesApi = /^dist\/tests\/integration\/(api|lms|pages|queue)\//

/** Tests there that open a browser, start programs, stop servers, or measure how long the event loop is blocked. */
const startsMore = /\/(end-to-end|killed|large-and-slow|overload|process|walk-\w+|\w+-loss)\.test\.js$/

/** Every API keeps running until its process ends. */
const mostApis = 8

/**
 * Which test files share a process: those of one folder of `tests/`, as `[{ name, files }]`, in the order of the files.
 * Starting a process and loading tap takes a second, longer than most files run.
 * @param {string[]} files
 */
export function groupTests(files) {
  /** @type {Map<string, string[]>} */
  const groups = new Map()
  for (const file of files) {
    const name = nameGroup(file, groups)
    groups.set(name, [...(groups.get(name) ?? []), file])
  }
  return [...groups].map(([name, members]) => ({ name, files: members }))
}

/**
 * @param {string} file
 * @param {Map<string, string[]>} groups
 */
function nameGroup(file, groups) {
  if (!alone.test(file)) return file.split('/').slice(0, 3).join('/')
  if (!sharesApi.test(file) || startsMore.test(file)) return file
  const folder = file.split('/').slice(0, 4).join('/')
  for (let number = 1; ; number += 1) {
    const name = `${folder} (${number})`
    if ((groups.get(name)?.length ?? 0) < mostApis) return name
  }
}
