import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { topo } from '../support/cli.ts'
import { root, temporaryFolder } from '../support/run-topology.ts'

const hello = path.join(root, 'topologies', 'hello.yaml')

describe('topo compare', () => {
  it('finds two runs of one topology equal in every event, and one with another seed not', async () => {
    const results = temporaryFolder()
    const run = ['run', hello, '--results', results]
    for (const more of [[], [], ['--seed', '2']]) expect((await topo(...run, ...more)).code).toBe(0)
    const compare = (...args: string[]) => topo('compare', '--results', results, ...args)
    const same = await compare('hello~2', 'hello~1', '--fail-on', 'change')
    expect(same.stdout).toContain('hello: no difference: every event is the same')
    expect(same.code).toBe(0)
    const other = await compare('hello~1', 'hello', '--fail-on', 'change')
    expect(other.stdout).toContain('the logs part at')
    expect(other.code).toBe(1)
    expect((await compare('hello~1', 'hello', '--fail-on', 'regression')).code).toBe(0)
  })

  it('runs files itself, and notices what is worse than the baseline', async () => {
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
    expect(worse.stdout).toContain('loses alice’s relayed address at 2.01s, now never has it')
    expect(worse.code).toBe(1)
  })
})
