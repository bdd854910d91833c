/** NATs of a lab behave towards probes as RFC 4787 (UDP) and RFC 5382 (TCP) name it. */
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  type NatBehaviour,
  natPresets,
} from '../../../../src/runner/simulation/network/routes/nat-behaviour.ts'
import { hasNamespaces } from '../../../support/namespaces.ts'
import { openTestLab } from '../../../support/open-lab.ts'
import { root } from '../../../support/run-topology.ts'

interface Probed {
  readonly source: string
  /** The ports that three remote endpoints see: the first, the same address with another port, another address. */
  readonly ports: readonly [number, number, number]
  readonly admits: NatBehaviour['filtering']
  readonly hairpin: boolean
  /** Answers to refused connects. */
  readonly refusals?: readonly NatBehaviour['refusal'][]
}

const [cone] = natPresets['full-cone']
const [symmetric] = natPresets.symmetric
const filterings = ['endpoint-independent', 'address-dependent', 'address-and-port-dependent'] as const
const table: readonly (readonly [string, NatBehaviour])[] = [
  ...filterings.flatMap((filtering) =>
    [true, false].map(
      (hairpinning) =>
        [
          `${filtering} filtering, ${hairpinning ? 'with' : 'without'} hairpinning`,
          { ...cone, filtering, hairpinning },
        ] as const,
    ),
  ),
  ['a symmetric NAT', symmetric],
  ['a NAT that refuses with a reset', { ...symmetric, refusal: 'reset' }],
]

describe.skipIf(!hasNamespaces)('a NAT of fabric netns', () => {
  it.concurrent.each(table)('maps, filters and hairpins as told: %s', async (_title, nat) => {
    await using world = await openTestLab({
      hosts: { alice: 'home', one: null, two: null },
      routers: [{ name: 'home', addresses: [], nat, behind: null, ports: [], upnp: false }],
    })
    const { lab, addressOf } = world
    const end = (name: string) => `${lab.namespaceFile(name)}=${addressOf(name)}`
    const program = path.join(root, 'test/fixtures/nat-probe.py')
    const probe = async (protocol: string) =>
      JSON.parse(
        await lab.run(
          null,
          `python3 ${program} ${protocol} ${end('alice')} ${end('one')} ${end('two')} ${addressOf('home')}`,
        ),
      ) as Probed
    for (const protocol of ['udp', 'tcp']) {
      const { source, ports, admits, hairpin, refusals = [] } = await probe(protocol)
      expect(source).toBe(addressOf('home'))
      if (nat.mapping === 'endpoint-independent') expect(ports).toEqual([4001, 4001, 4001])
      else expect(new Set(ports).size).toBe(3)
      expect(admits).toBe(nat.filtering)
      for (const refusal of refusals) expect(refusal).toBe(nat.refusal)
      expect(hairpin).toBe(nat.hairpinning && nat.filtering === 'endpoint-independent')
    }
  })
})
