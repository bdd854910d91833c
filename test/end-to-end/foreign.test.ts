import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { example, root, runUndisturbed } from '../support/run-topology.ts'

/** Building them takes minutes, so it is done by `node scripts/interop.ts`, not here. */
it.for([
  ['go-peer', 'go-peer'],
  ['rust-relay', 'target/release/rust-relay'],
])('examples/%s holds what its topology expects', async ([name = '', program = ''], { skip }) => {
  const isBuilt = existsSync(path.join(root, 'examples', name, program))
  if (!isBuilt)
    process.stderr.write(`SKIPPED examples/${name}: not built; \`node scripts/interop.ts\` does\n`)
  skip(!isBuilt, 'not built; node scripts/interop.ts does')
  const { verdict } = await runUndisturbed(example(name))
  expect(verdict).toMatchObject({ outcome: 'pass' })
})
