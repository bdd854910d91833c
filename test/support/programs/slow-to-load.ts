/** The nodes of evaluate.ts, after work that takes some turns of the event loop and draws a number. */
import '../../../src/nodes/sandbox/index.ts'
import fs from 'node:fs'

Math.random()
await fs.promises.readFile(new URL(import.meta.url))
await import('./evaluate.ts')
