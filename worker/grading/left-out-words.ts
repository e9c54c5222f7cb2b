import type { RunFacts } from './facts.js'

/** What programs say where a library is missing, and the folders such a library may have been sent in. */
const missing: readonly [RegExp, readonly string[]][] = [
  [/Cannot find (module|package) '[^./]|ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND|: not found$|command not found/m, ['node_modules']],
  [/ModuleNotFoundError: No module named/, ['venv', '.venv']],
]

/** What to try where something was missing that may have been in what is left out; `null` where nothing says so. */
export function adviseOnLeftOut({ build, examination }: RunFacts, leftOut: readonly string[] = []): string | null {
  if (examination?.start.ready) return null
  const log = `${build?.log ?? ''}\n${examination?.log ?? ''}`
  const folder = missing.find(([pattern]) => pattern.test(log))?.[1].find((name) => leftOut.includes(name))
  if (folder === undefined) return null
  return `A library is missing, and the folder ${folder} of your upload was left out: libraries come from the image. Use what is installed here; if it is not there, put its source into a folder of another name.`
}
