import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { Releases } from '../../src/runner/releases/releases.ts'
import { compare } from '../../src/runner/reports/compare/compare.ts'
import { fromStored } from '../../src/runner/reports/compare/stored.ts'
import { openResults } from '../../src/runner/results/open-results.ts'
import { topo } from '../support/cli.ts'
import { planOf, root, runToEnd } from '../support/run-topology.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const hello = path.join(root, 'topologies', 'hello.yaml')
const firstRefresh = path.join(root, 'topologies/upstream/first-refresh.yaml')

describe('topo compare', () => {
  it('finds two runs of one topology equal in every event, and one with another seed but for the peer ids', async () => {
    const results = temporaryFolder()
    const run = ['run', hello, '--results', results]
    for (const more of [[], [], [], ['--seed', '2']]) expect((await topo(...run, ...more)).code).toBe(0)
    const compare = (...args: string[]) => topo('compare', '--results', results, ...args)
    expect((await compare('hello~3', 'hello~2', '--fail-on', 'change')).code).toBe(0)
    const same = await compare('hello~2', 'hello~1', '--fail-on', 'change')
    expect(same.stdout).toContain('hello: no difference: every event is the same')
    expect(same.code).toBe(0)
    if (process.platform === 'linux') {
      expect(same.stdout).toMatch(/^ {2}boot-node CPU \d+\.\ds \/ \d+\.\ds, memory \d+ MB \/ \d+ MB$/m)
      expect(same.stdout).toMatch(/^ {2}peer CPU /m)
    }
    const json = () => compare('hello~2', 'hello~1', '--json')
    expect((await json()).stdout).toBe((await json()).stdout)
    const other = await compare('hello~1', 'hello', '--fail-on', 'change')
    expect(other.stdout).toMatch(/^hello: no difference; .*so do the peer ids of seeds 1 and 2$/m)
    expect(other.code).toBe(0)
  }, 300_000)

  it('runs files itself, and notices a result that is worse than the baseline', async () => {
    const folder = temporaryFolder()
    const file = path.join(folder, 'hello.yaml')
    const text = (relay: string) => `
name: hello
nodes:
  boot: { kind: boot-node, relay: ${relay} }
  alice: { kind: peer, nat: port-restricted-cone, relays: boot }
timeline:
  - { at: 1s, expect: reservation, peer: alice, relay: boot, state: held, within: 5s }
  - { fault: restart, node: boot, down: 1s }
  - { expect: connection, from: boot, to: alice, state: closed, within: 5s }
  - { at: 6m, expect: reservation, peer: alice, relay: boot, state: none, renewals: 0 }
`
    const compare = (...args: string[]) => topo('compare', '--results', folder, file, ...args)
    const baseline = path.join(folder, 'baseline.json')
    writeFileSync(file, text('{ reservationDuration: 1h }'))
    expect((await compare('--save-baseline', baseline)).code).toBe(0)
    const same = await compare('--baseline', baseline, '--fail-on', 'change')
    expect(same.stdout).toContain('no difference')
    expect(same.code).toBe(0)
    writeFileSync(file, text('{ reservationDuration: 1h, maxReservations: 0 }'))
    const worse = await compare('--baseline', baseline, '--fail-on', 'regression')
    expect(worse.stdout).toContain('now is worse than baseline')
    expect(worse.stdout).toContain('loses alice’s relayed address at 1.01s, now never has it')
    expect(worse.code).toBe(1)
  })
})

/** Number of pairs; 50 by hand. Each run is the second of one pair and the first of the next. */
const pairs = Number(process.env['TOPO_PAIRS'] ?? 2)

describe.each(['current', '2.10.0'])('every two runs of one topology on libp2p %s', (libp2p) => {
  const plan = planOf(`
name: twice
defaults: { libp2p: ${libp2p} }
nodes:
  boot: { kind: boot-node, relay: { reservationDuration: 6m } }
  alice: { kind: peer, nat: port-restricted-cone, relays: boot }
  bob: { kind: peer, nat: symmetric, relays: boot }
timeline:
  - { at: 1s, expect: reachable, from: bob, to: alice, path: relayed }
  - { at: 3m, expect: event, of: relay-reservation, node: boot, where: { outcome: renewed }, times: ">=4" }
  - { expect: reachable, from: bob, to: alice, path: relayed }
`)
  const run = async () => fromStored(openResults((await runToEnd(plan)).results.path))

  it(
    `are equal in every event, ${pairs} of ${pairs}`,
    async () => {
      const found: string[] = []
      let last = await run()
      for (let left = pairs; left > 0; left -= 1) {
        const next = await run()
        const sides = [last, next].map((one, index) => {
          const label = String(index + 1)
          expect(one.summary.kinds['reservation-made']).toBeGreaterThan(4)
          return { label, place: label, runs: [one] }
        })
        const { headline } = compare(sides)
        found.push(headline)
        last = next
      }
      expect(Map.groupBy(found, (headline) => headline)).toEqual(
        new Map([['no difference: every event is the same', found]]),
      )
    },
    pairs * 60_000,
  )
})

/** The mending of https://github.com/libp2p/js-libp2p/issues/3571: it keeps a reservation during its renewal. */
const keptWhileRenewed = /if \(!connected\) \{\s*await this\.#removeReservation\(peerId\);?\s*\}/

describe('the first renewal, which once lost the relayed address', () => {
  it('is shown for two releases on one screen', async () => {
    const compare = await topo(
      ...['compare', '--libp2p', '3.3.5', '--libp2p', '3.3.11', firstRefresh],
      ...['--results', temporaryFolder(), '--fail-on', 'regression'],
    )
    expect(compare.stdout).toContain('first-refresh: 3.3.11 is better than 3.3.5')
    expect(compare.stdout).toContain('3.3.5 loses alice’s relayed address at 55m, 3.3.11 keeps it')
    expect(compare.stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(23)
    expect(compare.code).toBe(0)
  }, 300_000)

  it('is found by bisection in the first release whose code keeps it', async () => {
    const results = temporaryFolder()
    const bisect = (...more: string[]) =>
      topo('bisect', firstRefresh, '--bad', '3.3.4', '--good', '3.3.11', '--results', results, ...more)
    const { answer, neighbours } = JSON.parse((await bisect('--json')).stdout) as BisectAnswer
    expect(answer.kind).toBe('found')
    const releases = new Releases()
    const keeps = async (release: string) => {
      const { folder } = await releases.installed(release)
      const store = '@libp2p/circuit-relay-v2/dist/src/transport/reservation-store.js'
      return keptWhileRenewed.test(readFileSync(path.join(folder, 'node_modules', store), 'utf8'))
    }
    expect(await keeps(answer.before)).toBe(false)
    expect(await keeps(answer.after)).toBe(true)
    const { versions } = await releases.available()
    expect(versions.indexOf(answer.after)).toBe(versions.indexOf(answer.before) + 1)
    expect(neighbours.headline).toContain(`${answer.after} is better than ${answer.before}`)
    // What was run is remembered, and back to front it is what regressed.
    const again = await bisect()
    expect(again.stderr).toContain('known from before')
    expect(again.stderr).not.toContain('topo: 1.')
    const [worse, better] = [`first-refresh/${answer.before}`, `first-refresh/${answer.after}`]
    const backwards = await topo('compare', better, worse, '--results', results, '--fail-on', 'regression')
    expect(backwards.code).toBe(1)
  }, 600_000)
})

interface BisectAnswer {
  readonly answer: { readonly kind: string; readonly before: string; readonly after: string }
  readonly neighbours: { readonly headline: string }
}
