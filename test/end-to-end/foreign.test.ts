// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders of commands
import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, it, type TestContext } from 'vitest'
import { foreignExamples } from '../../scripts/build-foreign.ts'
import { hasNamespaces } from '../support/namespaces.ts'
import { example, type JudgedRun, planOf, root, runUndisturbed } from '../support/run-topology.ts'
import { sharedRun } from '../support/shared-run.ts'

/** Building them takes minutes, so it is done before: by .ci/run, or by hand. */
it.for(
  Object.values(foreignExamples).flatMap(({ name, program }) =>
    [name, 'behind-nats'].map((topology) => ({ name, program, topology })),
  ),
)(
  'the topology $topology of examples/$name holds what it expects',
  async ({ name, program, topology }, { skip }) => {
    skip(topology === 'behind-nats' && !hasNamespaces, 'this machine allows no network namespaces')
    needs({ name, program }, skip)
    const { verdict } = await runUndisturbed(example(name, {}, `${topology}.yaml`))
    expect(verdict.outcome, verdict.reason).toBe('pass')
  },
)

function needs({ name, program }: { name: string; program: string }, skip: TestContext['skip']): void {
  const isBuilt = existsSync(path.join(root, 'examples', name, program))
  const reason = 'not built; `node scripts/build-foreign.ts` does'
  if (!isBuilt) process.stderr.write(`SKIPPED examples/${name}: ${reason}\n`)
  skip(!isBuilt, reason)
}

/** The keys of a node with a place of its own, by the kind of NAT. */
const nats = {
  public: {},
  'full-cone': { nat: 'full-cone' },
  'restricted-cone': { nat: 'restricted-cone' },
  'port-restricted-cone': { nat: 'port-restricted-cone' },
  symmetric: { nat: 'symmetric' },
} as const

/** The prefix of the options of each program. */
const dashes = { go: '-', rust: '--' } as const

function commandOf(language: keyof typeof dashes, relays: readonly string[]): readonly string[] {
  const { name, program } = foreignExamples[language]
  const values = { ip: '${ip}', port: '${port}', identity: '${identity}' }
  const options = [...Object.entries(values), ...relays.map((one) => ['relay', one] as const)]
  return [
    path.join(root, 'examples', name, program),
    ...options.flatMap(([option, value]) => [`${dashes[language]}${option}`, value]),
  ]
}

/** Three peers of topo look for a program behind each kind of NAT. `language: js`: for another peer of topo. */
function matrix(language: keyof typeof dashes | 'js', fabric: 'virtual' | 'netns') {
  const program = (nat: keyof typeof nats) => {
    const isPublic = nat === 'public'
    // A public address of js-libp2p is advertised when AutoNAT has confirmed it.
    const place = isPublic ? { connect: 'boot' } : { relays: ['boot'], autonat: false }
    if (language === 'js') return { kind: 'peer', dcutr: false, ...place }
    const address = isPublic ? '^address (\\S+)' : '^address (\\S+/p2p-circuit/p2p/\\S+)'
    const command = commandOf(language, isPublic ? [] : ['${relay.boot}'])
    return { kind: 'command', command, ready: '^ready', findMultiaddr: address }
  }
  const kinds = Object.keys(nats) as (keyof typeof nats)[]
  const nodes = {
    boot: { kind: 'boot-node' },
    ...Object.fromEntries(kinds.map((nat) => [`at-${nat}`, { ...program(nat), ...nats[nat] }])),
    open: { kind: 'peer', connect: 'boot', autonat: false, dcutr: false },
    cone: { kind: 'peer', nat: 'port-restricted-cone', relays: ['boot'], autonat: false, dcutr: false },
    random: { kind: 'peer', nat: 'symmetric', relays: ['boot'], autonat: false, dcutr: false },
  }
  const timeline = [
    { at: '2s', expect: 'reachable', from: ['open', 'cone', 'random'], to: 'at-*', within: '60s' },
  ]
  return planOf(JSON.stringify({ name: `matrix-${language}`, fabric, nodes, timeline }))
}

/** The path of each pair that reached each other. */
function pathsOf({ events }: JudgedRun): Readonly<Record<string, string>> {
  return Object.fromEntries(
    events.flatMap((event) =>
      event.kind === 'probe' && event.outcome === 'reached'
        ? [[`${event.from} to ${event.to}`, event.paths.map(({ kind }) => kind).join()]]
        : [],
    ),
  )
}

it.for(['go', 'rust'] as const)(
  'a %s program behind each kind of NAT of the kernel is reached as a peer of topo behind the same on the virtual network',
  async (language, { skip }) => {
    skip(!hasNamespaces, 'this machine allows no network namespaces')
    needs(foreignExamples[language], skip)
    const virtual = pathsOf(await sharedRun(matrix('js', 'virtual')))
    expect(Object.keys(virtual)).toHaveLength(15)
    expect(new Set(Object.values(virtual))).toEqual(new Set(['direct', 'relayed']))
    const run = await runUndisturbed(matrix(language, 'netns'))
    expect(pathsOf(run), run.verdict.reason).toEqual(virtual)
  },
)

it('a Rust client that refuses a reservation without addresses has the cause and `fabric: netns` in the verdict', async ({
  skip,
}) => {
  const { name, program } = foreignExamples.rust
  needs({ name, program }, skip)
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
    /ferris does not count 127\.0\.0\.1 as an address .*NoAddressesInReservation.*`fabric: netns`/,
  )
})
