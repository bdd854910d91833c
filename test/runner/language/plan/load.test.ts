import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { profiles } from '../../../../src/protocol/profiles.ts'
import { renderDiagnostics } from '../../../../src/runner/language/diagnostics/render.ts'
import { loadTopology } from '../../../../src/runner/language/plan/load.ts'
import type { Plan } from '../../../../src/runner/language/plan/plan.ts'

const head = 'name: example\nclock: real\nfabric: host\n'
const nodes = `nodes:
  bob: { kind: peer, relays: [boot], count: 3 }
  boot: { kind: boot-node, relay: { reservationDuration: 1h } }
  late: { kind: peer, listen: true, start: manual }
  alice: { kind: peer, relays: "*oo*" }
`
const timeline = `timeline:
  - { expect: reachable, from: bob-*, to: alice }
  - { after: 2s, fault: start, node: late }
  - { id: blip, at: 1m, fault: refuse-reservations, relay: boot, for: 20m, because: the renewal fails once }
  - { after: { entry: blip, for: 5s }, expect: matrix, table: { "*": { alice: relayed }, boot: { alice: direct } }, for: 2h }
  - { after: { entry: 1-reachable }, expect: event, of: reservation-lost, times: 2..4, never: true, known: "https://github.com/libp2p/js-libp2p/issues/3601" }
  - { at: 30s, expect: reachable, from: bob-1, to: late, every: 50ms, for: 10s }
`

function plan(text: string): Plan {
  const loaded = loadTopology({ file: 'x.yaml', text })
  if (!loaded.ok) throw new Error(renderDiagnostics([loaded.file], { color: false }))
  return loaded.plan
}

function refusal(text: string): readonly string[] {
  const loaded = loadTopology({ file: 'x.yaml', text })
  return loaded.ok ? [] : loaded.file.diagnostics.map(({ code }) => code)
}

const text = head + nodes + timeline

describe('the plan', () => {
  it('starts boot-nodes first, then the others in the order of the file, a stagger apart', () => {
    expect(plan(text).nodes.map(({ name, startAt }) => [name, startAt])).toEqual([
      ['boot', 0],
      ['bob-1', 100],
      ['bob-2', 200],
      ['bob-3', 300],
      ['late', null],
      ['alice', 400],
    ])
  })

  it('has the defaults of js-libp2p for missing settings of the relay', () => {
    expect(plan(text).nodes[0]).toMatchObject({
      relay: {
        reservationDuration: 3_600_000,
        maxReservations: 15,
        maxCircuitDuration: 120_000,
        maxCircuitBytes: 131_072,
      },
    })
  })

  it('has the settings of the profile, overridden by those of the topology', () => {
    const boot = (keys: string) =>
      plan(
        `name: x\nnodes: { boot: { kind: boot-node, ${keys} } }\ntimeline: [{ at: 1s, expect: process, node: boot, state: running }]\n`,
      ).nodes[0]
    expect(
      boot('profile: calimero-boot-node, relay: { maxCircuits: unlimited, reservationDuration: 30m }'),
    ).toEqual({
      ...boot('profile: calimero-boot-node'),
      relay: { ...profiles['calimero-boot-node'].relay, maxCircuits: null, reservationDuration: 1_800_000 },
    })
    expect(boot('profile: rust-libp2p')).toMatchObject({ autonat: [], relay: profiles['rust-libp2p'].relay })
    expect(boot('autonat: [v1, v2]')).toMatchObject({ autonat: ['v1', 'v2'] })
    expect(boot('autonat: false, profile: calimero-boot-node')).toMatchObject({ autonat: [] })
    expect(boot('autonat: v1')).toMatchObject({ profile: 'js-libp2p', autonat: ['v1'] })
  })

  it('has names instead of patterns', () => {
    const { timeline, nodes } = plan(text)
    expect(nodes.at(-1)).toMatchObject({ relays: ['boot'], listen: false })
    expect(timeline[0]).toMatchObject({
      expectation: {
        kind: 'reachable',
        params: { from: ['bob-1', 'bob-2', 'bob-3'], to: ['alice'], via: null },
      },
    })
  })

  it('has a cell for each pair, the more exact one where two match', () => {
    expect(plan(text).timeline[3]).toMatchObject({
      expectation: {
        params: {
          table: [
            { from: 'boot', to: 'alice', cell: 'direct' },
            { from: 'bob-1', to: 'alice', cell: 'relayed' },
            { from: 'bob-2', to: 'alice', cell: 'relayed' },
            { from: 'bob-3', to: 'alice', cell: 'relayed' },
            { from: 'late', to: 'alice', cell: 'relayed' },
          ],
        },
      },
    })
  })

  it('says for every entry when it starts', () => {
    expect(plan(text).timeline.map(({ id, start, line }) => [id, start, line])).toEqual([
      ['1-reachable', { kind: 'at', time: 0 }, 10],
      ['2-start', { kind: 'after', entry: '1-reachable', delay: 2000 }, 11],
      ['blip', { kind: 'at', time: 60_000 }, 12],
      ['4-matrix', { kind: 'after', entry: 'blip', delay: 5000 }, 13],
      ['5-event', { kind: 'after', entry: '1-reachable', delay: 0 }, 14],
      ['6-reachable', { kind: 'at', time: 30_000 }, 15],
    ])
  })

  it('says for every expectation how it is judged, and how often the nodes are asked', () => {
    const seen = plan(text).timeline.flatMap((one) =>
      one.type === 'expectation' ? [[one.mode, one.every]] : [],
    )
    expect(seen).toEqual([
      [{ kind: 'within', time: 10_000 }, 500],
      [{ kind: 'for', time: 7_200_000 }, 60_000],
      [{ kind: 'never' }, null],
      [{ kind: 'for', time: 10_000 }, 50],
    ])
  })

  it('says for every fault how long it lasts', () => {
    const seen = plan(text).timeline.flatMap((one) =>
      one.type === 'fault' ? [[one.for, one.harmless, one.because]] : [],
    )
    expect(seen).toEqual([
      [null, false, null],
      [1_200_000, false, 'the renewal fails once'],
    ])
  })

  it('is JSON without optional fields, the same every time, and frozen to the bottom', () => {
    const first = plan(text)
    expect(JSON.parse(JSON.stringify(first))).toStrictEqual(first)
    expect(JSON.stringify(plan(text))).toBe(JSON.stringify(first))
    const thawed: unknown[] = []
    const visit = (value: unknown) => {
      if (typeof value !== 'object' || value === null) return
      if (!Object.isFrozen(value)) thawed.push(value)
      for (const inner of Object.values(value)) visit(inner)
    }
    visit(first)
    expect(thawed).toEqual([])
  })

  it('survives JSON whatever the numbers of nodes and entries', () => {
    const entry = fc.constantFrom(
      '{ at: 1s, fault: kill, node: boot }',
      '{ fault: pause, node: bob*, for: 3s }',
      '{ after: 1m, expect: reachable, from: "*", to: bob* }',
      '{ expect: log, node: boot, pattern: "x{2}", times: 0, for: 1h }',
      '{ expect: connection, from: bob*, to: boot, within: 1ms }',
    )
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 30 }),
        fc.array(entry, { maxLength: 20 }),
        fc.maxSafeNat(),
        (count, entries, seed) => {
          const made = plan(
            `${head}seed: ${seed}\nnodes:\n  bob: { kind: peer, listen: true, count: ${count} }\n  boot: { kind: boot-node }\ntimeline:\n${entries.map((one) => `  - ${one}\n`).join('') || '  []\n'}`,
          )
          expect(JSON.parse(JSON.stringify(made))).toStrictEqual(made)
          expect(made.nodes).toHaveLength(count + 1)
          expect(new Set(made.timeline.map(({ id }) => id)).size).toBe(entries.length)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('follows the command line before the file', () => {
    const loaded = loadTopology(
      { file: 'x.yaml', text: text.replace('clock: real\nfabric: host\n', '') },
      { seed: 9, clock: 'real', fabric: 'host' },
    )
    expect(loaded.ok && loaded.plan).toMatchObject({ seed: 9, clock: 'real', fabric: 'host' })
  })
})

describe('the clock', () => {
  it('is the real one on fabric host, without saying so', () => {
    expect(plan(text.replace('clock: real\n', ''))).toMatchObject({ clock: 'real', fabric: 'host' })
  })

  it('cannot be virtual on fabric host, in the file or on the command line', () => {
    const loaded = loadTopology(
      { file: 'x.yaml', text: text.replace('clock: real\n', '') },
      { clock: 'virtual' },
    )
    expect(loaded.ok ? [] : loaded.file.diagnostics.map(({ code }) => code)).toContain(
      'unsupported-by-fabric',
    )
  })
})

describe('YAML', () => {
  it.each([
    ['a byte order mark', `\ufeff${text}`],
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['tabs between words', text.replaceAll(': {', ':\t{')],
    ['a document start', `---\n${text}`],
    ['comments', text.replaceAll('\n', ' # why\n')],
  ])('with %s makes the same plan', (_, variant) => {
    expect({ ...plan(variant), timeline: [] }).toEqual({ ...plan(text), timeline: [] })
  })

  it('may use anchors, aliases and merges', () => {
    const merged = `${head}nodes:
  boot: { kind: boot-node }
  alice: &peer { kind: peer, relays: [boot] }
  bob: { <<: *peer, count: 2 }
  carol: *peer
timeline:
  - &kill { at: 1s, fault: kill, node: boot }
  - { <<: *kill, at: 2s, fault: start }
`
    expect(plan(merged).nodes.map(({ name }) => name)).toEqual(['boot', 'alice', 'bob-1', 'bob-2', 'carol'])
    expect(plan(merged).timeline.map(({ id }) => id)).toEqual(['1-kill', '2-start'])
  })

  it('makes no key of an object out of __proto__', () => {
    expect(refusal(`${head}__proto__: { seed: 3 }\n${nodes}timeline: []\n`)).toEqual([
      'unknown-key',
      'never-started',
    ])
  })
})
