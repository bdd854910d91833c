/** Virtual time on real processes: the same log every time, and no hangs. */
import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { type JudgedRun, planOf, root, runToEnd, shipped } from '../support/run-topology.ts'
import { sharedRun } from '../support/shared-run.ts'

/** It ends by itself should nobody be left to end it. */
const busy = 'const end = Date.now() + 300_000; while (Date.now() < end);'

async function underLoad<T>(work: () => Promise<T>): Promise<T> {
  const loops: ChildProcess[] = [1, 2].map(() => spawn(process.execPath, ['-e', busy], { stdio: 'ignore' }))
  try {
    return await work()
  } finally {
    for (const loop of loops) loop.kill('SIGKILL')
  }
}

const withoutWall = ({ events }: JudgedRun) => events.map(({ wall: _wall, ...event }) => event)

describe('a run in virtual time', () => {
  it.each(['hello', 'relay-quota', 'silent-relay', 'dcutr-upgrade', 'upstream/relay-full-of-the-gone'])(
    'of %s goes the same way each time, also beside another run',
    async (name) => {
      const first = await sharedRun(shipped(name))
      const [again, beside] = await Promise.all([runToEnd(shipped(name)), runToEnd(shipped(name))])
      for (const run of [again, beside]) {
        expect(withoutWall(run)).toEqual(withoutWall(first))
        expect(run.verdict.fingerprint).toBe(first.verdict.fingerprint)
      }
    },
  )

  it('of dcutr-upgrade goes the same way while two busy loops load the machine', async () => {
    const quiet = await sharedRun(shipped('dcutr-upgrade'))
    const loaded = await underLoad(() => runToEnd(shipped('dcutr-upgrade')))
    expect(withoutWall(loaded)).toEqual(withoutWall(quiet))
    expect(loaded.verdict.fingerprint).toBe(quiet.verdict.fingerprint)
  })

  it('goes another way with another seed', async () => {
    const [first, second] = await Promise.all([
      sharedRun(shipped('hello')),
      runToEnd(shipped('hello', ['name: hello\n', 'name: hello\nseed: 2\n'])),
    ])
    expect(second.verdict.outcome).toBe('pass')
    expect(second.verdict.fingerprint).not.toBe(first.verdict.fingerprint)
  })
})

const single = (more = '') =>
  planOf(`
name: single
nodes:
  boot: { kind: boot-node }
timeline:
  - { at: 0s, expect: process, node: boot, state: running, within: 20s }
  - { at: 10s, expect: process, node: boot, state: running, within: 20s }
${more}`)

const program = (name: string) => path.join(root, 'test/fixtures/programs', name)

describe.concurrent('a node in virtual time that', () => {
  it('never comes to rest is named, with the time, and the verdict is unknown', async () => {
    const { verdict, events } = await runToEnd(single(), {
      program: program('busy-when-ready.ts'),
      deadlines: { rest: 2000 },
    })
    expect(verdict.outcome).toBe('unknown')
    expect(verdict.reason).toMatch(/boot did not come to rest within 2 s: a busy loop.*at 1000 ms of the run/)
    expect(events.at(-1)).toMatchObject({ kind: 'run-ended', cause: 'failed', t: 1000 })
  })

  it('sends garbage is named in the verdict', async () => {
    const { verdict } = await runToEnd(single(), { program: program('speak-garbage.mjs') })
    expect(verdict.reason).toMatch(/boot did not start: it does not speak the protocol/)
  })

  it('does not come up ends the run the same way each time, wherever its results are kept', async () => {
    const crash = () => runToEnd(single(), { program: program('crash-at-start.mjs') })
    const [one, two] = [await crash(), await crash()]
    expect(one.verdict.reason).toMatch(/boot did not start: .*: Error: the disk is on fire$/)
    expect(two.verdict.fingerprint).toBe(one.verdict.fingerprint)
  })

  it('writes after its end, opens 500 connections and writes 1 MiB at once is no trouble', async () => {
    const { verdict, events } = await runToEnd(single(), { program: program('write-after-end.ts') })
    const notes = events.flatMap((event) => (event.kind === 'note' ? [event.text] : []))
    expect(notes).toEqual([
      'a write after the end: ERR_STREAM_WRITE_AFTER_END',
      '500 connections',
      '1 MiB in one write',
    ])
    expect(verdict.outcome).toBe('pass')
  })

  it('is moved to another network loses its connections without being told, and has the addresses of its new place', async () => {
    const plan = planOf(`
name: moved
routers:
  home: { nat: port-restricted-cone }
  cafe: { nat: symmetric }
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, behind: home, relays: boot, autonat: false }
  bob: { kind: peer, behind: cafe, relays: boot, autonat: false }
timeline:
  - { at: 2s, expect: connection, from: alice, to: boot, state: open, within: 5s }
  - { at: 20s, fault: move, node: alice, behind: cafe }
  - { at: 20s, expect: connection, from: alice, to: boot, state: open, for: 3s }
  - { at: 20s, expect: connection, from: alice, to: boot, state: closed, within: 1m }
  - { at: 20s, expect: connection, from: boot, to: alice, state: closed, within: 1m }
  - { at: 2m, fault: restart, node: alice }
  - { expect: reservation, peer: alice, relay: boot, within: 10s }
  - { expect: reachable, from: bob, to: alice, path: direct, within: 10s }
`)
    const { verdict } = await runToEnd(plan)
    expect(verdict.reason).toBe('6 of 6 expectations hold')
  })

  it('is killed while others talk to it leaves them with closed connections', async () => {
    const plan = planOf(`
name: killed
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, nat: symmetric, relays: boot }
  bob: { kind: peer, nat: symmetric, relays: boot, connect: alice }
timeline:
  - { at: 2s, expect: connection, from: bob, to: alice, path: relayed, within: 5s }
  # Pings are under way every ten seconds from then on.
  - { at: 10.2s, fault: kill, node: boot }
  - { at: 10.2s, expect: connection, from: alice, to: boot, state: closed, within: 30s }
  - { at: 10.2s, expect: connection, from: bob, to: alice, state: closed, within: 30s }
`)
    const { verdict } = await runToEnd(plan)
    expect(verdict.reason).toBe('3 of 3 expectations hold')
  })
})
