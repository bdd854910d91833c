import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { foreignExamples } from '../../scripts/build-foreign.ts'
import { example, root, runUndisturbed } from '../support/run-topology.ts'

/** Building them takes minutes, so it is done before: by .ci/run, or by hand. */
it.for(Object.values(foreignExamples))(
  'examples/$name holds what its topology expects',
  async ({ name, program }, { skip }) => {
    const isBuilt = existsSync(path.join(root, 'examples', name, program))
    const reason = 'not built; `node scripts/build-foreign.ts` does'
    if (!isBuilt) process.stderr.write(`SKIPPED examples/${name}: ${reason}\n`)
    skip(!isBuilt, reason)
    const { verdict } = await runUndisturbed(example(name))
    expect(verdict).toMatchObject({ outcome: 'pass' })
  },
)
