import { defineConfig } from 'drizzle-kit'

// A tool's own configuration: the tool asks for a default export.
export default defineConfig({
  dialect: 'postgresql',
  schema: './api/tables.ts',
  out: './api/database/migrations',
  casing: 'snake_case',
})
