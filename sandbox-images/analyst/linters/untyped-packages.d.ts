/** What the readers use of packages that are in the analyst's image only, or have no types. */

declare module '@astral-sh/ruff-wasm-nodejs' {
  export interface Diagnostic {
    /** `null` or `invalid-syntax` where the file cannot be parsed. */
    code: string | null
    message: string
    start_location: Location
    end_location: Location
  }
  interface Location {
    row: number
    column: number
  }
  export enum PositionEncoding {
    Utf16 = 1,
  }
  export class Workspace {
    constructor(settings: object, encoding: PositionEncoding)
    static version(): string
    check(source: string): Diagnostic[]
  }
}

declare module 'eslint-plugin-security' {
  import type { ESLint } from 'eslint'
  const plugin: ESLint.Plugin
  export { plugin as default }
}

declare module 'eslint-plugin-sonarjs' {
  import type { ESLint } from 'eslint'
  const plugin: ESLint.Plugin
  export { plugin as default }
}
