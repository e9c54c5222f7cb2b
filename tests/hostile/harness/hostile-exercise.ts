import { readExercisePackage, type ExercisePackage } from '../../../contracts/exercise/exercise-package.js'
import { readExerciseFolder } from '../../../storage/exercise-folder.js'
import { projectFile } from '../../project-file.js'

const folder = projectFile('tests/hostile/exercise')

/** The exercise that hostile submissions are graded by, its hidden tests full of `canary`. */
export async function loadHostileExercise(canary: string): Promise<ExercisePackage> {
  const files = await readExerciseFolder(folder)
  const mark = ([path, bytes]: [string, Buffer]): [string, Buffer] =>
    path.startsWith('hidden/')
      ? [path, Buffer.from(bytes.toString('utf8').replaceAll('__CANARY__', canary))]
      : [path, bytes]
  return readExercisePackage(new Map([...files].map(mark)))
}
