import { Chalk } from 'chalk'
import { describe, expect, it } from 'vitest'
import { type CheckedTopology, checkContract } from '../../../src/runner/contract/check-contract.ts'
import { type Production, productionOfProfile } from '../../../src/runner/contract/production.ts'
import { renderContract } from '../../../src/runner/contract/render-contract.ts'
import { renderContractMarkdown } from '../../../src/runner/contract/render-contract-markdown.ts'
import { toPlainJson } from '../../../src/runner/reports/text/plain-json.ts'
import { planOf } from '../../support/run-topology.ts'

function topology(name: string, ...bootNodes: readonly string[]): CheckedTopology {
  const nodes = bootNodes.map((keys, index) => `  boot${index || ''}: { kind: boot-node, ${keys} }`)
  const text = `name: ${name}\nnodes:\n${nodes.join('\n')}\n  alice: { kind: peer }\ntimeline: []\n`
  return { file: `${name}.yaml`, plan: planOf(text) }
}

const calimero = productionOfProfile('calimero-boot-node')
const changed: Production = {
  source: 'production.yaml',
  profile: 'calimero-boot-node',
  said: { maxReservations: 4096 },
}
const unnamed: Production = {
  source: 'production.yaml',
  profile: null,
  said: { reservationDuration: 3_600_000 },
}

const as = 'profile: calimero-boot-node'
const same = topology('same', as)
const overridden = topology('overridden', `${as}, relay: { maxReservations: 2 }`)
const explained = topology(
  'explained',
  `${as}, relay: { maxReservations: 2 }, because: { maxReservations: three clients }`,
)
const half = topology(
  'half',
  `${as}, relay: { maxReservations: 2, maxCircuits: 1 }, because: { maxCircuits: two circuits }`,
)
const other = topology('other', 'relay: { maxReservations: 2 }, because: { profile: shows js-libp2p }')
const text = topology('text', 'autonat: false, relay: { maxReservations: 2 }, because: an example')
const equal = topology('equal', `${as}, relay: { maxReservations: 4096 }`)
const several = topology('several', `${as}, count: 3, kad: false`, `${as}, rendezvous: { minTtl: 1m }`)

/** Lists the differences; `!` marks those without an explanation. */
function differences(topologies: readonly CheckedTopology[], production: Production): readonly string[] {
  return checkContract(topologies, production).findings.map(({ topology: name, nodes, difference }) => {
    const what = difference.kind === 'profile' ? `profile+${difference.values.length}` : difference.term
    return `${difference.because === null ? '!' : ''}${name} ${nodes.join()} ${what}`
  })
}

describe('the contract', () => {
  it.each<[string, CheckedTopology, Production, readonly string[]]>([
    ['is kept by a profile that is production', same, calimero, []],
    ['is not kept by an override', overridden, calimero, ['!overridden boot maxReservations']],
    ['takes a reason for an override', explained, calimero, ['explained boot maxReservations']],
    [
      'takes a reason for one key for that key alone',
      half,
      calimero,
      ['!half boot maxReservations', 'half boot maxCircuits'],
    ],
    [
      'holds overrides of an explained profile to their own reasons',
      other,
      calimero,
      ['other boot profile+10', '!other boot maxReservations'],
    ],
    [
      'takes one text for all that is overridden',
      text,
      calimero,
      ['text boot profile+10', 'text boot maxReservations', 'text boot autonat'],
    ],
    ['is kept by an override that is as production', equal, changed, []],
    [
      'joins nodes that are configured alike',
      several,
      calimero,
      ['!several boot-1,boot-2,boot-3 kad', '!several boot1 rendezvous'],
    ],
    ['is with the values alone where production names no profile', same, unnamed, []],
    ['then counts what a profile brings', other, unnamed, ['other boot profile+1']],
  ])('%s', (_, one, production, expected) => {
    expect(differences([one], production)).toEqual(expected)
  })

  it('tells which relays are not compared: programs and modules that others use', () => {
    const plan = planOf(
      `
name: foreign
fabric: host
nodes:
  program: { kind: command, command: [relay, "$${'{port}'}"], multiaddr: "/ip4/127.0.0.1/tcp/$${'{port}'}/p2p/12D3KooWA" }
  own: { kind: module, module: ./own.ts }
  unused: { kind: command, command: [sleep, "1"] }
  alice: { kind: peer, relays: own }
  bob: { kind: command, command: [peer, "$${'{relay.program}'}"] }
timeline: []
`.replaceAll('$$', '$'),
    )
    const report = checkContract([{ file: 'foreign.yaml', plan }], calimero)
    expect(report.notCompared.map(({ node, kind }) => `${node} ${kind}`)).toEqual([
      'program command',
      'own module',
    ])
    const text = renderContract(report, { paint: new Chalk({ level: 0 }), width: 160 })
    expect(text).toContain('Not compared: program of foreign is a relay of kind command')
    expect(text).toContain('1 topology, 0 boot-nodes: nothing was compared; 2 relays not compared\n')
    expect(renderContractMarkdown(report)).toContain('### ❔ Contract')
  })

  it('reports a stand-in that differs from production once, and no topology can explain it', () => {
    const report = checkContract([same, explained], changed)
    expect(report.standIn).toEqual([{ term: 'maxReservations', production: 4096, here: 2048 }])
    expect(report.unexplained).toBe(1)
  })

  it('lists the fields that were not compared', () => {
    const { untold } = checkContract([same], unnamed)
    expect(untold).toHaveLength(11)
    expect(untold).not.toContain('reservationDuration')
  })

  it('lists the settings that a profile cannot honour, only where production needs them', () => {
    const terms = (production: Production) =>
      checkContract([other], production).notHonoured.map(({ profile, term }) => `${profile} ${term}`)
    expect(terms(calimero)).toEqual([
      'js-libp2p maxReservationsPerPeer',
      'js-libp2p maxCircuitsPerPeer',
      'js-libp2p maxCircuitDuration',
    ])
    expect(terms({ ...unnamed, said: { maxReservationsPerPeer: 1, maxCircuitsPerPeer: 16 } })).toEqual([])
    expect(terms(productionOfProfile('js-libp2p'))).toEqual([])
  })
})

const hostile = topology('hostile', `${as}, relay: { maxReservations: 2 }, because: "<b>|\\e[31m@somebody"`)
const cases = {
  kept: [[same], calimero],
  drifted: [[overridden, explained, other, several, hostile], changed],
  unnamed: [[other], unnamed],
} as const satisfies Record<string, readonly [readonly CheckedTopology[], Production]>

describe.each(Object.keys(cases) as (keyof typeof cases)[])('the report %s', (name) => {
  const [topologies, production] = cases[name]
  const report = checkContract(topologies, production)
  const golden = (ending: string) => `../../golden/contract/${name}.${ending}`

  it('equals the golden text for a terminal', async () => {
    const shown = renderContract(report, { paint: new Chalk({ level: 0 }), width: 110 })
    await expect(shown).toMatchFileSnapshot(golden('txt'))
  })

  it('equals the golden text for a pull request', async () => {
    await expect(renderContractMarkdown(report)).toMatchFileSnapshot(golden('md'))
  })

  it('equals the golden JSON', async () => {
    await expect(`${toPlainJson(report)}\n`).toMatchFileSnapshot(golden('json'))
  })
})
