import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pointsOfFile } from '../../../../../src/cli/experiment/points-of-file.ts'
import { repeatCommand } from '../../../../../src/library/repeat-command.ts'
import { loadTopology } from '../../../../../src/runner/language/plan/load.ts'
import type { Plan } from '../../../../../src/runner/language/plan/plan.ts'
import type { VariedPoint } from '../../../../../src/runner/language/topology/vary/points.ts'
import { commandText } from '../../../../../src/runner/language/topology/vary/read-vary.ts'

const text = `name: varied
vary: { boot.relay.maxCircuits: [1, 2] }
routers: { home: { nat: symmetric } }
nodes:
  boot: { kind: boot-node, relay: { maxCircuits: 8 } }
  alice: { kind: peer, behind: home, relays: [boot] }
  bob: { kind: peer, nat: full-cone, relays: [boot] }
timeline:
  - { at: 10s, expect: reservation, peer: alice, relay: boot }
  - { at: 1m, fault: restart, node: boot, down: 20s }
  - { id: last, after: 5s, expect: process, node: boot }
`
const file = 'varied.yaml'

function points(vary: readonly string[], seeds: string | null = null, source = text): readonly VariedPoint[] {
  const found = pointsOfFile({ file, text: source }, { command: commandText(vary, seeds), hasSeed: false })
  if (found === null || 'diagnostics' in found) throw new Error(JSON.stringify(found))
  return found
}

function planOf({ settings }: VariedPoint, source = text): Plan {
  const loaded = loadTopology({ file, text: source }, { settings })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.file.diagnostics))
  return loaded.plan
}

const node = (plan: Plan, name: string) => plan.nodes.find((one) => one.name === name)

describe('a path', () => {
  it.each<[path: string, value: string, seen: (plan: Plan) => unknown, expected: unknown]>([
    ['boot.relay.maxCircuits', '3', (plan) => node(plan, 'boot'), { relay: { maxCircuits: 3 } }],
    ['nodes.boot.relay.maxCircuits', '3', (plan) => node(plan, 'boot'), { relay: { maxCircuits: 3 } }],
    ['boot.libp2pOptions.connectionManager.maxConnections', '5', (plan) => node(plan, 'boot'), {}],
    ['alice.recovery', 'relisten', (plan) => node(plan, 'alice'), { recovery: 'relisten' }],
    ['home.nat', 'full-cone', ({ routers }) => routers[0]?.nat, { filtering: 'endpoint-independent' }],
    ['2-restart.down', '5s', ({ timeline }) => timeline[1], { fault: { params: { down: 5000 } } }],
    ['last.after', '7s', ({ timeline }) => timeline[2]?.start, { delay: 7000 }],
    ['timeline.1.at', '11s', ({ timeline }) => timeline[0]?.start, { time: 11_000 }],
    ['links.latency', '50ms', ({ links }) => links.at(-1), { from: '*', to: '*', latency: 50 }],
    ['stagger', '1s', (plan) => plan, { stagger: 1000 }],
    ['defaults.libp2p', '3.3.4', (plan) => node(plan, 'boot'), { libp2p: '3.3.4' }],
  ])('%s=%s is a value of the plan', (path, value, seen, expected) => {
    const [point] = points([`${path}=${value}`])
    if (point === undefined) throw new Error('no point')
    expect(seen(planOf(point))).toMatchObject(expected as object)
  })

  it('of links changes each link of the file', () => {
    const source = text.replace(
      'timeline:',
      'links: [{ between: [boot, alice], latency: 1ms }, { between: [boot, bob], loss: 1% }]\ntimeline:',
    )
    const [point] = points(['links.latency=70ms'], null, source)
    const links = point === undefined ? [] : planOf(point, source).links
    expect(links.map(({ latency }) => latency)).toEqual([10, 70, 70])
  })

  it('with a key of another part lets the schema explain it at the place in the path', () => {
    const [point] = points(['boot.realy.maxCircuits=3'])
    const loaded = loadTopology({ file, text }, point === undefined ? {} : { settings: point.settings })
    expect(loaded).toMatchObject({
      file: { file: '--vary', diagnostics: [{ code: 'unknown-key', span: { start: 5, end: 10 } }] },
    })
    expect(JSON.stringify(loaded)).toContain('did you mean `relay`, which is there already?')
  })
})

describe('the combinations', () => {
  it('are those of the file and the command; a path of the command replaces that of the file', () => {
    expect(points([], '1-2').map(({ values }) => values)).toEqual([
      { 'boot.relay.maxCircuits': '1', seed: '1' },
      { 'boot.relay.maxCircuits': '2', seed: '1' },
      { 'boot.relay.maxCircuits': '1', seed: '2' },
      { 'boot.relay.maxCircuits': '2', seed: '2' },
    ])
    expect(points(['boot.relay.maxCircuits=5']).map(({ values }) => values)).toEqual([
      { 'boot.relay.maxCircuits': '5' },
    ])
  })

  it('are each there once, whatever the numbers of values', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(sizes, (counts) => {
        const paths = ['stagger', 'boot.relay.maxCircuits', 'last.after', '2-restart.down']
        const vary = counts.map((count, at) => `${paths[at]}=${range(count).map((n) => `${n}s`)}`)
        const all = points(vary, null, text.replace(/vary:.*\n/, '')).map(({ values }) =>
          JSON.stringify(values),
        )
        expect(new Set(all).size).toBe(all.length)
        expect(all.length).toBe(counts.reduce((product, count) => product * count, 1))
      }),
      { numRuns: 30 },
    )
  })

  it('are refused above 10,000, with the sizes', () => {
    const vary = [`stagger=${range(200).map((n) => `${n}s`)}`]
    expect(() => points(vary, '1-100')).toThrow(/40000 combinations .*stagger: 200, seed: 100/)
  })

  it('are repeated by a command with one value each', () => {
    const [, second] = points(['last.after=7s', 'alice.relays=[boot]'], '4')
    const repeated = { until: null, results: 'results', pcap: null }
    const settings = second?.settings ?? { text, all: [] }
    expect(repeatCommand(file, { ...repeated, overrides: { settings } })).toBe(
      `topo run varied.yaml --seed 4 --vary boot.relay.maxCircuits=2 --vary last.after=7s --vary 'alice.relays=["boot"]'`,
    )
  })
})

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}
