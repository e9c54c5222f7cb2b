import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { findProjectRoot } from '../storage/project-root.js'

const root = findProjectRoot()

/**
 * A file of the project by its path from the root: tests run compiled, in dist/, and what is not compiled is not beside
 * them.
 */
export const projectFile = (path: string): string => join(root, path)

/** Loads a program that is run as it is written, such as those of the images, by its path from the root. */
export const importProjectFile = (path: string) => import(pathToFileURL(projectFile(path)).href)
