import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { foreignExamples } from '../../scripts/build-foreign.ts'
import { hasNamespaces } from '../support/namespaces.ts'
import { example, root, runUndisturbed } from '../support/run-topology.ts'

/** Building them takes minutes, so it is done before: by .ci/run, or by hand. */
it.for(
  Object.values(foreignExamples).flatMap(({ name, program }) =>
    [name, 'behind-nats'].map((topology) => ({ name, program, topology })),
  ),
)(
  'the topology $topology of examples/$name holds what it expects',
  async ({ name, program, topology }, { skip }) => {
    skip(topology === 'behind-nats' && !hasNamespaces, 'this machine allows no network namespaces')
    const isBuilt = existsSync(path.join(root, 'examples', name, program))
    const reason = 'not built; `node scripts/build-foreign.ts` does'
    if (!isBuilt) process.stderr.write(`SKIPPED examples/${name}: ${reason}\n`)
    skip(!isBuilt, reason)
    const { verdict } = await runUndisturbed(example(name, {}, `${topology}.yaml`))
    expect(verdict).toMatchObject({ outcome: 'pass' })
  },
)
