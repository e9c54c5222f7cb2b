import { importProjectFile } from '../project-file.js'

/**
 * Loads a module of scripts/. They are plain JavaScript, so that they run before anything is installed, and have no
 * types.
 */
export const loadScript = (name: string) => importProjectFile(`scripts/${name}`)
