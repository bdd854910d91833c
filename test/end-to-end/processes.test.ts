/**
 * Runs with different numbers of processes have the same events: some of the catalogue each time, all of it (two to three
 * minutes) with
 *
 *     TOPO_CATALOGUE=all npx vitest run test/end-to-end/processes.test.ts
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TopoEvent } from '../../src/events/event.ts'
import { Fingerprint } from '../../src/events/fingerprint.ts'
import { loadSearch } from '../../src/runner/language/plan/load-search.ts'
import { candidateOf, Template } from '../../src/runner/search/candidate.ts'
import { TimelineSource } from '../../src/runner/search/timeline-source.ts'
import fingerprints from '../golden/fingerprints.json' with { type: 'json' }
import { planOf, runToEnd, shipped } from '../support/run-topology.ts'

const names =
  process.env['TOPO_CATALOGUE'] === 'all'
    ? Object.keys(fingerprints)
    : ['relay-restart', 'dcutr-upgrade', 'rendezvous']

const fingerprintOf = (events: readonly TopoEvent[]) => {
  const fingerprint = new Fingerprint()
  for (const event of events) fingerprint.push(event)
  return fingerprint.digest()
}

/** Every way in which a node ends, freezes and comes again, beside others that go on. */
const everyEnd = planOf(`
name: every-end
nodes:
  boot: { kind: boot-node, rendezvous: true, kad: true }
  second: { kind: boot-node }
  alice: { kind: peer, nat: port-restricted-cone, relays: [boot, second], recovery: relisten, rendezvous: { at: boot, namespace: x } }
  bob: { kind: peer, nat: symmetric, relays: boot, recovery: relisten, rendezvous: { at: boot, namespace: x } }
  carol: { kind: peer, relays: second, webSockets: true }
timeline:
  - { at: 1m, fault: pause, node: alice, for: 30s }
  - { at: 2m, fault: kill, node: bob }
  - { at: 2m30s, fault: start, node: bob }
  - { at: 4m, fault: power-loss, node: second }
  - { at: 5m, fault: start, node: second }
  - { at: 5m, fault: restart, node: boot, down: 20s }
  - { at: 6m, fault: clock-skew, node: carol, by: 2h }
  - { at: 7m, fault: stop, node: carol }
  - { at: 7m, expect: reservation, peer: [alice, bob], relay: boot, within: 10m }
  - { at: 8m, expect: reachable, from: alice, to: bob, within: 5m }
`)

/** A relay or two, and some peers, each behind a NAT of its own or on the internet, and connected to some others. */
const networks = fc
  .record({
    relays: fc.integer({ min: 1, max: 2 }),
    peers: fc.array(
      fc.record({
        nat: fc.constantFrom('full-cone', 'port-restricted-cone', 'symmetric', 'none'),
        recovery: fc.constantFrom('relisten', 'none'),
        latency: fc.integer({ min: 1, max: 80 }),
        meets: fc.boolean(),
      }),
      { minLength: 2, maxLength: 4 },
    ),
  })
  .map(({ relays, peers }) => {
    const names = Array.from({ length: relays }, (_, index) => `relay-${index + 1}`)
    const lines = peers.map(({ nat, recovery, meets }, index) => {
      const place = nat === 'none' ? '' : `nat: ${nat}, `
      const connect = meets && index > 0 ? ', connect: [peer-0]' : ''
      return `  peer-${index}: { kind: peer, ${place}relays: [${names}], recovery: ${recovery}${connect} }`
    })
    return `
name: drawn
nodes:
${names.map((name) => `  ${name}: { kind: boot-node }`).join('\n')}
${lines.join('\n')}
links:
${peers.map(({ latency }, index) => `  - { between: [peer-${index}, "*"], latency: ${latency}ms }`).join('\n')}
search:
  for: 5m
  faults: 2-5
  within: 1m
  always: [{ expect: reservation, peer: peer-0, relay: relay-1 }]
  eventually: [{ expect: reachable, from: peer-1, to: peer-0 }]
`
  })

/** A plan of the network with some faults that the search draws. */
function drawnPlan(text: string, number: number) {
  const loaded = loadSearch({ file: 'drawn.yaml', text })
  if (!loaded.ok) throw new Error(loaded.file.diagnostics.map(({ message }) => message).join('; '))
  const { search } = loaded
  const faults = new TimelineSource({ search, isValid: () => true, isBiased: true }).draw(number)
  return planOf(new Template(text, search).textOf(candidateOf(faults)))
}

describe('the processes of a run', () => {
  it('change no event of random networks with random faults', async () => {
    for (const [number, text] of fc.sample(networks, { numRuns: 3, seed: 1 }).entries()) {
      const plan = drawnPlan(text, number)
      const runs = await Promise.all((['each', 2] as const).map((processes) => runToEnd(plan, { processes })))
      const [each, two] = runs.map(({ events }) => fingerprintOf(events))
      expect(two, JSON.stringify(plan.timeline, null, 2)).toEqual(each)
    }
  }, 600_000)

  it.each(names)(
    '%s has the same events with a process for each node and with two for all',
    async (name) => {
      const golden = (fingerprints as Record<string, string>)[name]
      for (const processes of ['each', 2] as const)
        expect(fingerprintOf((await runToEnd(shipped(name), { processes })).events)).toBe(golden)
    },
    600_000,
  )

  it('nodes end, freeze and come again alone, with the same events however many share a process', async () => {
    const [each, one, two] = await Promise.all(
      (['each', 1, 2] as const).map((processes) => runToEnd(everyEnd, { processes })),
    )
    expect(one?.verdict).toEqual(each?.verdict)
    expect([one, two].map((run) => fingerprintOf(run?.events ?? []))).toEqual(
      Array(2).fill(fingerprintOf(each?.events ?? [])),
    )
  }, 600_000)
})
