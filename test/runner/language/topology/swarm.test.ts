/** Networks that are not written out: shares of NATs, classes of links, churn, and picked contacts. */
import { expect, it } from 'vitest'
import { loadTopology } from '../../../../src/runner/language/plan/load.ts'
import { planOf } from '../../../support/run-topology.ts'

function planWith(nodes: string, rest = '', overrides = {}) {
  return planOf(`name: x\nnodes:\n  boot: { kind: boot-node }\n${nodes}\n${rest}timeline: []\n`, overrides)
}

const churned = (churn: string, count = 50) => `  peers: { kind: peer, count: ${count}, churn: ${churn} }`

function faultsOf(plan: ReturnType<typeof planOf>) {
  return plan.timeline.flatMap((entry) =>
    entry.type === 'fault' && 'node' in entry.fault.params && entry.start.kind === 'at'
      ? [{ kind: entry.fault.kind, node: String(entry.fault.params.node), time: entry.start.time, entry }]
      : [],
  )
}

it('shares of NATs are exact, and each node has a router of its own', () => {
  const nodes =
    '  peers: { kind: peer, count: 20, nat: { symmetric: 30%, port-restricted-cone: 50%, none: 20% } }'
  const { routers, nodes: planned } = planWith(nodes)
  const mappings = Map.groupBy(routers, ({ nat }) => nat?.mapping ?? 'none')
  expect(mappings.get('none')).toHaveLength(4)
  expect(mappings.get('address-and-port-dependent')).toHaveLength(6)
  expect(mappings.get('endpoint-independent')).toHaveLength(10)
  expect(planned.slice(1).map(({ router }) => router)).toEqual(routers.map(({ name }) => name))
  const places = (seed: number) => planWith(nodes, '', { seed }).routers.map(({ nat }) => nat?.mapping)
  expect(places(1)).toEqual(places(1))
  expect(places(1)).not.toEqual(places(2))
})

it('shares of routers are exact, and the seed decides which node is behind which', () => {
  const routers = 'routers: { home: { nat: full-cone }, cafe: { nat: symmetric }, campus: { nat: none } }\n'
  const nodes = '  peers: { kind: peer, count: 20, behind: { home: 55%, cafe: 40%, campus: 5% } }'
  const places = (seed: number) =>
    planWith(nodes, routers, { seed })
      .nodes.slice(1)
      .map(({ router }) => router)
  const counts = (seed: number) =>
    ['home', 'cafe', 'campus'].map((name) => places(seed).filter((router) => router === name).length)
  expect([counts(1), counts(2)]).toEqual([
    [11, 8, 1],
    [11, 8, 1],
  ])
  expect(places(1)).toEqual(places(1))
  expect(places(1)).not.toEqual(places(2))
})

it('nodes with a router of their own behind a router of the file have addresses of its network', () => {
  const { routers, nodes } = planWith(
    '  peers: { kind: peer, count: 10, nat: { cgnat: 50%, port-restricted-cone: 50% }, behind: { isp: 70%, other: 30% } }',
    'routers: { isp: { nat: symmetric }, other: { nat: symmetric } }\n',
  )
  const byName = new Map(routers.map((router) => [router.name, router]))
  const chains = nodes.slice(1).map(({ name, router }) => {
    expect(router).toBe(`${name}-router`)
    const chain: string[] = []
    for (let at = router; at !== null; at = byName.get(at)?.behind ?? null) chain.push(at)
    return chain
  })
  expect(chains.filter((chain) => chain.at(-1) === 'isp')).toHaveLength(7)
  expect(chains.filter((chain) => chain.at(-1) === 'other')).toHaveLength(3)
  expect(chains.filter(({ length }) => length === 3)).toHaveLength(5)
  for (const chain of chains) {
    const outermost = byName.get(chain.at(-2) ?? '')
    expect(outermost?.addresses).toEqual([expect.stringMatching(/^100\.64\./)])
  }
})

it('cgnat as a share has two routers', () => {
  const { routers } = planWith('  peers: { kind: peer, count: 4, nat: { cgnat: 50%, full-cone: 50% } }')
  expect(routers.filter(({ name }) => name.endsWith('-carrier'))).toHaveLength(2)
  expect(routers).toHaveLength(6)
})

it('classes give each node of the first end one line, under the qualities that all have', () => {
  const { links } = planWith(
    '  peers: { kind: peer, count: 10 }',
    'links:\n  - { between: [peers-*, "*"], jitter: 2ms, classes: { dsl: { share: 70%, latency: 30ms, bandwidth: 1MiB }, far: { share: 30%, latency: 90ms, jitter: 9ms } } }\n',
  )
  const own = links.slice(1)
  expect(new Set(own.map(({ from }) => from)).size).toBe(10)
  expect(own.filter((link) => link.latency === 30)).toMatchObject(
    Array.from({ length: 7 }, () => ({ to: '*', jitter: 2, bandwidth: 2 ** 20, oneWay: false })),
  )
  expect(own.filter((link) => link.latency === 90)).toMatchObject(
    Array.from({ length: 3 }, () => ({ to: '*', jitter: 9 })),
  )
})

it('a class without a quality has the line that the link gives all nodes', () => {
  const lines = (more: string) =>
    planWith(
      '  peers: { kind: peer, count: 10 }',
      `links:\n  - { between: [peers-*, "*"]${more}, classes: { far: { share: 30%, latency: 90ms }, near: { share: 70% } } }\n`,
    ).links
  const jitters = lines(', jitter: 2ms').filter(({ from }) => /^peers-\d+$/.test(from))
  expect(jitters.map(({ jitter }) => jitter)).toEqual(Array(10).fill(2))
  expect(lines('').filter(({ latency }) => latency === 90)).toHaveLength(3)
})

it('a node with `pick` connects to some of the others, never to itself', () => {
  const { nodes } = planWith('  peers: { kind: peer, count: 30, connect: { to: peers-*, pick: 3 } }')
  const contacts = nodes.slice(1).map((node) => (node.kind === 'peer' ? node.connect : []))
  for (const [index, names] of contacts.entries()) {
    expect(new Set(names).size).toBe(3)
    expect(names).not.toContain(`peers-${index + 1}`)
  }
  expect(new Set(contacts.flat()).size).toBeGreaterThan(20)
})

it('`pick` can be as large as a topology', () => {
  const { nodes } = planWith('  peers: { kind: peer, count: 1500, connect: { to: peers-*, pick: 1499 } }')
  const last = nodes.at(-1)
  expect(last?.kind === 'peer' && last.connect).toHaveLength(1499)
})

it('churn is ordinary faults in its time, and each node leaves and comes back in turn', () => {
  const churn = '{ at: 1m, for: 10m, session: { distribution: exponential, mean: 2m }, absence: 1m }'
  const plan = planWith(churned(churn))
  const faults = faultsOf(plan)
  expect(faults.length).toBeGreaterThan(100)
  for (const { time, entry } of faults) {
    expect(time).toBeGreaterThan(60_000)
    expect(time).toBeLessThan(660_000)
    expect(entry).toMatchObject({ because: 'Churn of peers', harmless: true, line: 4 })
  }
  expect(faults.map(({ time }) => time)).toEqual(faults.map(({ time }) => time).toSorted((a, b) => a - b))
  for (const own of Map.groupBy(faults, ({ node }) => node).values())
    expect(own.map(({ kind }) => kind)).toEqual(own.map((_, index) => (index % 2 === 0 ? 'stop' : 'start')))
  expect(new Set(plan.timeline.map(({ id }) => id)).size).toBe(plan.timeline.length)
})

it('the seed decides the churn, and other nodes change none of it', () => {
  const churn = '{ for: 10m, session: { distribution: weibull, mean: 2m, shape: 0.6 }, absence: 30s }'
  const of = (count: number, seed: number) =>
    JSON.stringify(
      faultsOf(planWith(churned(churn, count), '', { seed }))
        .filter(({ node }) => /^peers-[1-9]$/.test(node))
        .map(({ kind, node, time }) => [kind, node, time]),
    )
  expect(of(9, 1)).toBe(of(9, 1))
  expect(of(9, 1)).toBe(of(20, 1))
  expect(of(9, 1)).not.toBe(of(9, 2))
})

it('without `absence` a node leaves once, in the ways that `leave` shares out', () => {
  const churn = '{ for: 10m, session: 2m, leave: { stop: 50%, kill: 20%, power-loss: 30% } }'
  const kinds = Map.groupBy(faultsOf(planWith(churned(churn, 10))), ({ kind }) => kind)
  expect([...kinds].map(([kind, all]) => [kind, all.length]).toSorted()).toEqual([
    ['kill', 2],
    ['power-loss', 3],
    ['stop', 5],
  ])
})

it('a first session begins when its node starts', () => {
  const plan = planWith(churned('{ for: 10m, session: 2m }', 3))
  expect(faultsOf(plan).map(({ time }) => time)).toEqual([120_100, 120_200, 120_300])
})

it('nodes with `arrivals` wait, and start one after the other', () => {
  const plan = planWith(churned('{ at: 10s, for: 10m, session: 5m, arrivals: 1m }', 3))
  expect(plan.nodes.map(({ startAt }) => startAt)).toEqual([0, null, null, null])
  expect(faultsOf(plan).map(({ kind, node, time }) => [kind, node, time / 1000])).toEqual([
    ['start', 'peers-1', 70],
    ['start', 'peers-2', 130],
    ['start', 'peers-3', 190],
    ['stop', 'peers-1', 370],
    ['stop', 'peers-2', 430],
    ['stop', 'peers-3', 490],
  ])
})

it('an entry that needs a node before it arrives is refused', () => {
  const text = `name: x\nnodes:\n  boot: { kind: boot-node }\n${churned('{ for: 10m, session: 5m, arrivals: 1m }', 3)}\ntimeline:\n  - { at: 1s, expect: reachable, from: peers-2, to: boot }\n`
  const loaded = loadTopology({ file: 'x.yaml', text })
  expect(loaded.ok ? [] : loaded.file.diagnostics).toMatchObject([
    { code: 'unreachable-time', message: '`peers-2` is needed here, but starts at 2m at the earliest' },
  ])
})

it('a timeline that is written while it is played takes no churn', () => {
  const text = `name: x\nnodes:\n  boot: { kind: boot-node }\n${churned('{ for: 10m, session: 5m }', 3)}\n`
  const loaded = loadTopology({ file: 'x.yaml', text }, { isOpen: true })
  expect(loaded.ok ? [] : loaded.file.diagnostics).toMatchObject([{ code: 'conflicting-keys' }])
})
