import { describe, expect, it } from 'vitest'
import type { TopoEvent } from '../../src/events/event.ts'
import { Fingerprint } from '../../src/events/fingerprint.ts'
import fingerprints from '../golden/fingerprints.json' with { type: 'json' }
import { planOf, runToEnd, shipped } from '../support/run-topology.ts'

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

describe('the processes of a run', () => {
  it.each(['relay-restart', 'dcutr-upgrade', 'rendezvous'])(
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
