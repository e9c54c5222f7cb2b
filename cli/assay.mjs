#!/usr/bin/env node
import { existsSync } from 'node:fs'

const compiled = new URL('../dist/cli/main.js', import.meta.url)

if (existsSync(compiled)) await import(compiled.href)
else {
  process.stderr.write('Assay is not compiled yet: run `npm run build` in its folder first.\n')
  process.exitCode = 2
}
