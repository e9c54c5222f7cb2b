import { basename } from 'node:path/posix'
import type { SourceTree } from '../contracts/source-tree.js'
import { uploadLimits } from '../contracts/limits.js'
import { treeFromFolder } from './archive/tree-from-folder.js'

/**
 * What an author's tools leave in an exercise's folder. Samples may bring their own `__pycache__`, to be graded as they
 * are.
 */
const ignoredInExercises: ReadonlySet<string> = new Set(['.git', 'node_modules', '.DS_Store'])

/**
 * Reads the folder of an exercise package, to be checked by `readExercisePackage` and packed by `packTar`.
 * Throws `RejectedUpload` for links and special files, and where the package is larger than an upload may be.
 */
export const readExerciseFolder = async (folderPath: string): Promise<SourceTree> =>
  (await treeFromFolder(folderPath, uploadLimits, nameIgnored)).files

const nameIgnored = (path: string) => (ignoredInExercises.has(basename(path)) ? basename(path) : undefined)
