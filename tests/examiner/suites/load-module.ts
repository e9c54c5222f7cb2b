import { importProjectFile } from '../../project-file.js'

/** Loads a module of the examiner's suites. They are plain JavaScript, as the image runs them, and have no types. */
export const loadModule = (name: string) => importProjectFile(`sandbox-images/examiner/suites/${name}`)
