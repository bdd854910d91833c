/** Real releases, installed from the registry on first use. */
import { globSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Plan } from '../../src/runner/language/plan/plan.ts'
import { ControlHub } from '../../src/runner/processes/control-hub.ts'
import { Guardian } from '../../src/runner/processes/guardian.ts'
import { NodeFolders } from '../../src/runner/processes/node-folders.ts'
import { defaultDeadlines } from '../../src/runner/processes/node-process-options.ts'
import { agentPrograms, type ProgramOf } from '../../src/runner/releases/agent-programs.ts'
import { Releases } from '../../src/runner/releases/releases.ts'
import { NodeSet } from '../../src/runner/run/node-set.ts'
import { createWorld } from '../../src/runner/run/world.ts'
import { TopoCommand, topo } from '../support/cli.ts'
import { planOf, runToEnd, shipped } from '../support/run-topology.ts'
import { sharedRun } from '../support/shared-run.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const versions = ['1.9.4', '2.1.9', '2.10.0', '3.0.7', '3.3.5']
const boot = 'boot: { kind: boot-node'

let programOf: ProgramOf

beforeAll(async () => {
  programOf = await agentPrograms(
    [...versions, 'current'].map((libp2p) => ({ libp2p, module: null })),
    new Releases(),
  )
}, 900_000)

/** Lets bob send bytes to alice over one stream, and returns the number that arrives. */
async function transfer(plan: Plan, bytes: number): Promise<number> {
  const folder = temporaryFolder()
  using guardian = new Guardian()
  using folders = new NodeFolders()
  await using hub = await ControlHub.open()
  const nodes = new NodeSet({
    plan,
    world: createWorld(plan, { pidOf: () => null, rest: defaultDeadlines.rest }),
    hub,
    guardian,
    shared: null,
    folders,
    programOf,
    deadlines: defaultDeadlines,
    outputPath: (node) => path.join(folder, `${node}.log`),
    record: () => {},
    onBreach: () => {},
    isOpen: false,
  })
  try {
    for (const node of nodes.nodes) await node.start()
    const { addresses, peerId } = nodes.node('alice')
    const input = { peerId, addresses, bytes, paths: 'any', dialTimeout: 10_000, timeout: 30_000 } as const
    return (await nodes.node('bob').request('transfer', input)).arrived
  } finally {
    await Promise.all(nodes.nodes.map((node) => node.end()))
  }
}

const pair = `
name: pair
fabric: host
nodes:
  alice: { kind: peer, listen: true, libp2p: receiver }
  bob: { kind: peer, listen: true, libp2p: sender }
timeline:
  - { at: 1s, expect: process, node: alice, state: running }
`

describe('a libp2p release', () => {
  it.each([...versions, 'current'])('%s relays, holds reservations and answers probes', async (libp2p) => {
    const { verdict, events } = await sharedRun(shipped('hello', { libp2p }))
    expect(verdict.reason).toBe('1 of 1 expectation holds')
    expect(events).toContainEqual(expect.objectContaining({ kind: 'relay-reservation', outcome: 'accepted' }))
    expect(events).toContainEqual(expect.objectContaining({ kind: 'reservation-made', node: 'alice' }))
  })

  it.each([
    ['2.10.0', 'current'],
    ['current', '2.10.0'],
    ['1.9.4', 'current'],
  ])('%s as peers gets along with %s as the boot-node', async (libp2p, relay) => {
    const plan = shipped('hello', { libp2p }, [boot, `boot: { kind: boot-node, libp2p: ${relay}`])
    expect((await runToEnd(plan)).verdict.reason).toBe('1 of 1 expectation holds')
  })

  it.each([
    ['1.9.4', '1.9.4'],
    ['2.10.0', '2.10.0'],
    ['2.10.0', 'current'],
    ['current', '1.9.4'],
  ])('%s sends bytes over a stream, and %s counts them', async (sender, receiver) => {
    const plan = planOf(pair.replace('sender', sender).replace('receiver', receiver))
    expect(await transfer(plan, 3_000_001)).toBe(3_000_001)
  })

  it.each([
    ['2.10.0', 'current'],
    ['current', '2.10.0'],
    ['1.9.4', 'current'],
    ['current', '1.9.4'],
  ])('%s as peers finds each other at %s as the rendezvous point', async (libp2p, point) => {
    const rendezvous = 'rendezvous: { at: boot, namespace: chat }'
    // With nobody to ask, the random walk of libp2p 1.9.4 never ends, and no time passes.
    const kad = point !== '1.9.4'
    const plan = planOf(`
name: mixed-rendezvous
defaults: { libp2p: ${libp2p} }
nodes:
  boot: { kind: boot-node, rendezvous: true, kad: ${kad}, metrics: {}, libp2p: ${point} }
  alice: { kind: peer, nat: port-restricted-cone, relays: boot, ${rendezvous} }
  bob: { kind: peer, nat: symmetric, relays: boot, ${rendezvous} }
timeline:
  - { at: 1s, expect: registered, peer: [alice, bob], point: boot, namespace: chat }
  - { at: 1s, expect: discovered, by: [alice, bob], peer: [alice, bob], point: boot, namespace: chat, within: 30s }
  - { expect: metric, node: boot, name: topo_rendezvous_registrations, value: 2 }
`)
    expect((await runToEnd(plan)).verdict.reason).toBe('3 of 3 expectations hold')
  })

  it.each(versions)('%s gets its relay back when it restarts, with our recovery', async (libp2p) => {
    const plan = planOf(`
name: recovery
defaults: { libp2p: ${libp2p} }
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, nat: port-restricted-cone, relays: boot, recovery: relisten }
  bob: { kind: peer, nat: symmetric }
timeline:
  - { at: 1s, expect: reservation, peer: alice, relay: boot }
  - { at: 2s, fault: restart, node: boot, down: 4s }
  - { expect: reservation, peer: alice, relay: boot, within: 1m }
  - { expect: reachable, from: bob, to: alice, path: relayed }
  - { expect: transfer, from: bob, to: alice, bytes: 16KiB, path: relayed }
`)
    const { verdict, events } = await runToEnd(plan)
    expect(verdict.reason).toBe('4 of 4 expectations hold')
    // The relay was down at the first attempt: what a release has given up it must be asked for again.
    expect(events.filter(({ kind }) => kind === 'recovery-attempt').length).toBeGreaterThan(1)
    const again = await runToEnd(plan)
    expect(again.verdict.fingerprint).toBe(verdict.fingerprint)
  })

  it('is installed and run by the next command when the one before was killed in the middle of it', async () => {
    const cache = temporaryFolder()
    const run = () =>
      new TopoCommand(['run', 'topologies/hello.yaml', '--libp2p', '3.3.5', '--results', temporaryFolder()], {
        env: { ...process.env, TOPO_CACHE: cache },
      })
    const killed = run()
    await vi.waitFor(
      () => expect(globSync('releases/.making-*/node_modules/*', { cwd: cache })).not.toEqual([]),
      {
        timeout: 120_000,
      },
    )
    killed.child.kill('SIGKILL')
    await killed.end()
    const { code, stdout, stderr } = await run().end()
    expect(code, stdout + stderr).toBe(0)
    expect(readdirSync(path.join(cache, 'releases'))).toEqual(['3.3.5'])
  }, 300_000)

  it.each([
    ['1.9.4', 300],
    ['2.1.9', 20],
  ])('%s ends a reservation of 20 s after %d s, and the relay says so', async (libp2p, seconds) => {
    const plan = planOf(`
name: forgotten
defaults: { libp2p: ${libp2p} }
nodes:
  boot: { kind: boot-node, relay: { reservationDuration: 20s } }
  alice: { kind: peer, nat: port-restricted-cone, relays: boot }
timeline:
  - { at: 1s, expect: reservation, peer: alice, relay: boot }
  - { at: 2s, fault: stop, node: alice }
  - { expect: event, of: relay-reservation, node: boot, where: { peer: alice, outcome: expired }, within: 6m }
`)
    const { verdict, events } = await runToEnd(plan)
    expect(verdict.reason).toBe('2 of 2 expectations hold')
    const end = events.find((event) => event.kind === 'relay-reservation' && event.outcome === 'expired')
    expect(Math.round((end?.t ?? 0) / 1000)).toBe(seconds)
  })

  it.each([
    [
      'throws when it is imported',
      `throw new Error('no native binding')`,
      /did not start on libp2p local:.*: its process ended with exit code 1: Error: no native binding\. If .*choose another one/,
    ],
    [
      'makes no host',
      `export * from 'real'; export function createLibp2p() { throw new Error('not on Tuesdays') }`,
      /boot did not start on libp2p local:.*: not on Tuesdays\. If .*choose another one/,
    ],
    [
      'lacks createLibp2p',
      'export const version = 3',
      /^error\[broken-release\]: libp2p local:.* cannot be used: .*index\.js does not export createLibp2p\..*choose one/s,
    ],
  ])(
    'that %s is refused with the reason and the remedy, and runs after it is mended',
    async (_, code, message) => {
      const { folder } = await new Releases().installed('3.3.5')
      const place = temporaryFolder()
      const libp2p = path.join(place, 'node_modules/libp2p')
      mkdirSync(libp2p, { recursive: true })
      for (const name of readdirSync(path.join(folder, 'node_modules'))) {
        if (name === 'libp2p') continue
        symlinkSync(path.join(folder, 'node_modules', name), path.join(place, 'node_modules', name))
      }
      writeFileSync(path.join(libp2p, 'package.json'), '{"name":"libp2p","version":"3.3.5","type":"module"}')
      const real = path.join(folder, 'node_modules/libp2p/dist/src/index.js')
      const run = (content: string) => {
        writeFileSync(path.join(libp2p, 'index.js'), content.replace(`'real'`, JSON.stringify(real)))
        const results = ['--results', temporaryFolder()]
        return topo('run', 'topologies/hello.yaml', '--libp2p', `local:${place}`, ...results)
      }
      const broken = await run(code)
      expect(broken.code).toBeGreaterThan(1)
      expect(broken.stdout + broken.stderr).toMatch(message)
      const mended = await run(`export * from 'real'`)
      expect(mended.code, mended.stdout + mended.stderr).toBe(0)
    },
  )

  it('with missing packages is refused with the command that installs them', async () => {
    const place = temporaryFolder()
    const libp2p = path.join(place, 'node_modules/libp2p')
    mkdirSync(libp2p, { recursive: true })
    writeFileSync(path.join(libp2p, 'package.json'), '{"name":"libp2p","version":"3.3.5"}')
    const { code, stderr } = await topo('run', 'topologies/hello.yaml', '--libp2p', `local:${place}`)
    expect(stderr).toMatch(
      /cannot be used: it lacks packages .* npm install @chainsafe\/libp2p-noise .* @libp2p\/tcp /,
    )
    expect(code).toBe(2)
  })

  it('names the parts that it lacks', async () => {
    const { events } = await runToEnd(shipped('hello', { libp2p: '1.9.4' }))
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'note',
        node: 'boot',
        text: 'unsupported by this libp2p: AutoNAT v2 (AutoNAT v1 instead)',
      }),
    )
  })
})
