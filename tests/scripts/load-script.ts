import { importProjectFile } from '../project-file.js'

/**
 * Loads a module of scripts/. They are plain JavaScript, so that they run before anything is installed: types are in
 * their comments, which `npm run typecheck` checks.
 */
export const loadScript = (name: string) => importProjectFile(`scripts/${name}`)
