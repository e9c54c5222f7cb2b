/** Files by path: relative, '/' between names, validated by whoever read them. */
export type SourceTree = ReadonlyMap<string, Buffer>
