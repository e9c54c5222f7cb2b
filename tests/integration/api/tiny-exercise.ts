import { buffer } from 'node:stream/consumers'
import { packTar } from '../../../storage/archive/write-tar.js'

const manifest = (slug: string, title: string) => `slug: ${slug}
title: ${title}
description: As small as an exercise can be
languages: [node, python]
weights: { correctness: 60, speed: 20, quality: 20 }
limits: { memoryMb: 128 }
`

/** The smallest package that is whole, as a tar; `extra` adds or replaces files. */
export async function packExercise(
  slug = 'tiny',
  { title = 'Tiny', extra = {} }: { title?: string; extra?: Record<string, string> } = {},
): Promise<Buffer> {
  const files = {
    'exercise.yaml': manifest(slug, title),
    'statement.md': '# Tiny\n\nAnswer 200.\n',
    'starter/node/server.js': '// begin here\n',
    'starter/python/main.py': '# begin here\n',
    'hidden/correctness/answers.test.mjs': "import { test } from '@assay/kit'\ntest('secret-title', async () => {})\n",
    'submissions/accepted/node-reference/server.js': '// the-reference-solution\n',
    ...extra,
  }
  return packFiles(files)
}

/** Any files as a tar. */
export const packFiles = (files: Record<string, string>): Promise<Buffer> =>
  buffer(packTar(new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]))))
