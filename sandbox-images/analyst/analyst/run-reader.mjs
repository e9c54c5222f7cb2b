import { writeSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { loadReader } from '../readers.mjs'

/** At once, and not when the process finds time: a file may keep it busy until it is killed. */
function write(line) {
  let bytes = Buffer.from(`${JSON.stringify(line)}\n`)
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(1, bytes))
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error
    }
  }
}

const task = JSON.parse(await text(process.stdin))
const reader = await loadReader(process.argv[2])
write({ type: 'versions', versions: await reader.versions() })
for await (const line of reader.read(task)) write(line)
