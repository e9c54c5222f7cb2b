/** Loads a module of scripts/. They are plain JavaScript, so that they run before anything is installed, and have no types. */
export const loadScript = (name: string) => import(new URL(`../../scripts/${name}`, import.meta.url).href)
