// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders of commands
import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { foreignExamples } from '../../scripts/build-foreign.ts'
import { hasNamespaces } from '../support/namespaces.ts'
import { example, planOf, root, runUndisturbed } from '../support/run-topology.ts'

function isBuilt(name: string, program: string): boolean {
  const is = existsSync(path.join(root, 'examples', name, program))
  if (!is) process.stderr.write(`SKIPPED examples/${name}: ${reason}\n`)
  return is
}

const reason = 'not built; `node scripts/build-foreign.ts` does'

/** Building them takes minutes, so it is done before: by .ci/run, or by hand. */
it.for(
  Object.values(foreignExamples).flatMap(({ name, program }) =>
    [name, 'behind-nats'].map((topology) => ({ name, program, topology })),
  ),
)(
  'the topology $topology of examples/$name holds what it expects',
  async ({ name, program, topology }, { skip }) => {
    skip(topology === 'behind-nats' && !hasNamespaces, 'this machine allows no network namespaces')
    skip(!isBuilt(name, program), reason)
    const { verdict } = await runUndisturbed(example(name, {}, `${topology}.yaml`))
    expect(verdict).toMatchObject({ outcome: 'pass' })
  },
)

it('a Rust client that refuses a reservation without addresses has the cause and `fabric: netns` in the verdict', async ({
  skip,
}) => {
  const { name, program } = foreignExamples.rust
  skip(!isBuilt(name, program), reason)
  const node = (...options: readonly string[]) => ({
    kind: 'command',
    agent: true,
    command: [path.join(root, 'examples', name, program), ...options],
  })
  const { verdict } = await runUndisturbed(
    planOf(
      JSON.stringify({
        name: 'no-addresses',
        fabric: 'host',
        nodes: { relay: node('--serve', '--no-external'), ferris: node('--relay', '${relay.relay}') },
        timeline: [{ at: '0s', expect: 'reservation', peer: 'ferris', relay: 'relay', within: '10s' }],
      }),
    ),
  )
  expect(verdict.outcome).toBe('fail')
  expect(verdict.reason).toMatch(
    /ferris takes 127\.0\.0\.1 for no address .*NoAddressesInReservation.*`fabric: netns`/,
  )
})
