import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { resolvePaths } from '../../src/runner/plan/resolve-paths.ts'
import { planOf, root, runUndisturbed } from '../support/run-topology.ts'

/** Building them takes minutes, so it is done by `node scripts/interop.ts`, not here. */
it.for([
  ['go-peer', 'go-peer'],
  ['rust-relay', 'target/release/rust-relay'],
])('examples/%s holds what its topology expects', async ([name = '', program = ''], { skip }) => {
  const folder = path.join(root, 'examples', name)
  const isBuilt = existsSync(path.join(folder, program))
  if (!isBuilt)
    process.stderr.write(`SKIPPED examples/${name}: not built; \`node scripts/interop.ts\` does\n`)
  skip(!isBuilt, 'not built; node scripts/interop.ts does')
  const text = readFileSync(path.join(folder, `${name}.yaml`), 'utf8')
  const { verdict } = await runUndisturbed(resolvePaths(planOf(text), folder))
  expect(verdict).toMatchObject({ outcome: 'pass' })
})
