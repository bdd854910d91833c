import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadTopology } from '../../../../src/runner/language/plan/load.ts'
import type { Plan } from '../../../../src/runner/language/plan/plan.ts'
import type { Overrides } from '../../../../src/runner/language/topology/validate.ts'
import { createSwitch } from '../../../../src/runner/simulation/network/switch.ts'
import { planOf } from '../../../support/run-topology.ts'

const file = join(import.meta.dirname, '../../../fixtures/topologies/network.yaml')
const text = readFileSync(file, 'utf8')

/** The switch takes a plan as it is. */
function switchOf({ seed, nodes, routers, links }: Plan) {
  return createSwitch({ seed, hosts: nodes, routers, links })
}

describe('the plan of a network', () => {
  it('is as in its golden file', async () => {
    const { nodes, routers, links, timeline } = planOf(text)
    const shown = nodes.map(({ peerId: _, ...node }) => node)
    const lines = { routers, links, nodes: shown, timeline: timeline.map((entry) => entry) }
    await expect(`${JSON.stringify(lines, null, 2)}\n`).toMatchFileSnapshot(
      join(import.meta.dirname, '../../../golden/plans/network.json'),
    )
  })

  it('is accepted by the switch', () => {
    const plan = planOf(text)
    const network = switchOf(plan)
    for (const { name, addresses } of plan.nodes) expect(network.addresses(name)).toEqual(addresses)
  })

  it('is JSON, the same every time', () => {
    const plan = planOf(text)
    expect(JSON.parse(JSON.stringify(plan))).toStrictEqual(plan)
    expect(JSON.stringify(planOf(text))).toBe(JSON.stringify(plan))
  })

  it('says everything about all paths in its first link', () => {
    expect(planOf('name: x\nnodes: { boot: { kind: boot-node } }\ntimeline: []\n')).toMatchObject({
      clock: 'virtual',
      fabric: 'virtual',
      routers: [],
      links: [{ from: '*', to: '*', oneWay: false, latency: 10, jitter: 0, bandwidth: null, loss: 0 }],
    })
  })

  it('is empty on fabric host', () => {
    const plan = planOf(
      'name: x\nfabric: host\nnodes: { boot: { kind: boot-node }, a: { kind: peer, relays: boot } }\ntimeline: []\n',
    )
    expect(plan).toMatchObject({ clock: 'real', routers: [], links: [] })
    expect(plan.nodes).toMatchObject([
      { addresses: [], router: null, port: 0 },
      { addresses: [], router: null, port: 0, listen: false, autonat: 'off', dcutr: false, connect: [] },
    ])
  })

  it('is accepted by the switch, with any nesting of routers', () => {
    const nat = fc.constantFrom(
      ...['none', 'full-cone', 'symmetric', 'cgnat', '{ preset: symmetric, ports: sequential }'],
    )
    const router = fc.record({ nat, behind: fc.nat() })
    const node = fc.record({
      place: fc.oneof(
        fc.constant(''),
        nat.map((one) => `nat: ${one}`),
        fc.nat(),
      ),
      count: fc.integer({ min: 1, max: 4 }),
    })
    fc.assert(
      fc.property(
        fc.array(router, { maxLength: 5 }),
        fc.array(node, { minLength: 1, maxLength: 6 }),
        (routers, nodes) => {
          // Each router is behind an earlier one, or public.
          const lines = routers.map(({ nat: preset, behind }, index) => {
            const outer = behind % (index + 1)
            return `  r${index}: { nat: ${preset}${outer === index ? '' : `, behind: r${outer}`} }`
          })
          const people = nodes.map(({ place, count }, index) => {
            const where =
              typeof place === 'string'
                ? place
                : routers.length === 0
                  ? ''
                  : `behind: r${place % routers.length}`
            return `  n${index}: { kind: peer, count: ${count}${where === '' ? '' : `, ${where}`} }`
          })
          const plan = planOf(
            [
              'name: x',
              'routers:',
              ...(lines.length > 0 ? lines : ['  {}']),
              'nodes:',
              ...people,
              'timeline: []',
              '',
            ].join('\n'),
          )
          const network = switchOf(plan)
          for (const { name, addresses } of plan.nodes) {
            expect(addresses.length).toBeGreaterThan(0)
            expect(network.addresses(name)).toEqual(addresses)
          }
          expect(JSON.parse(JSON.stringify(plan))).toStrictEqual(plan)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('the command line', () => {
  const messages = (overrides: Overrides, more = '') => {
    const loaded = loadTopology({ file: 'x.yaml', text: `${text}${more}` }, overrides)
    return loaded.ok ? [] : loaded.file.diagnostics.map(({ message, hint }) => `${message}; ${hint}`)
  }

  it('may choose the real clock for the virtual network', () => {
    const loaded = loadTopology({ file: 'x.yaml', text }, { clock: 'real' })
    expect(loaded.ok && loaded.plan).toMatchObject({ clock: 'real', fabric: 'virtual' })
  })

  it('cannot choose the real clock for a topology that sets the calendar', () => {
    const skew = '  - { at: 1m, fault: clock-skew, node: alice, by: 1h }\n'
    expect(messages({}, skew)).toEqual([])
    expect(messages({ clock: 'real' }, skew)).toEqual([
      '`--clock real` cannot do `fault: clock-skew`: it is the clock of this machine; run it without `--clock real`',
    ])
  })

  it('cannot choose fabric host for a topology that needs a network', () => {
    expect(messages({ fabric: 'host' })).toContain(
      '`--fabric host` cannot do `behind`: all nodes are on 127.0.0.1; run it without `--fabric host`',
    )
    expect(messages({ fabric: 'host' })).toContain(
      '`--fabric host` cannot do `fault: cut`: all nodes are on 127.0.0.1; run it without `--fabric host`',
    )
  })

  it('cannot choose the virtual clock for fabric host', () => {
    expect(messages({ fabric: 'host', clock: 'virtual' })).toContain(
      '`--fabric host` has real sockets, so it needs the real clock; remove `--clock virtual`',
    )
  })
})
