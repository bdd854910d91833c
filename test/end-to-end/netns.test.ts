/** Runs on Linux network namespaces: the verdicts are those of the virtual network, and nothing is left. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { exitCode } from '../../src/base/errors.ts'
import { resolvePaths } from '../../src/runner/language/plan/resolve-paths.ts'
import { namespacesOf, ownNetwork, processesOf, stillThere } from '../support/lab-traces.ts'
import { hasNamespaces } from '../support/namespaces.ts'
import { planOf, root, runUndisturbed, shipped } from '../support/run-topology.ts'
import { sharedRun } from '../support/shared-run.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

vi.setConfig({ maxConcurrency: 4 })

const isMdnsInstalled = existsSync(path.join(root, 'examples/mdns/node_modules'))

describe
  .skipIf(!hasNamespaces)
  .concurrent('a topology has the same verdict on the virtual network and in namespaces', () => {
    it.each(['hello', 'dcutr-upgrade', 'upstream/hole-punching-over-tcp', 'nat-kinds'])(
      '%s',
      async (name) => {
        const virtual = await sharedRun(shipped(name))
        const netns = await sharedRun(shipped(name, { fabric: 'netns' }))
        expect(netns.verdict.expectations.map(({ entry, outcome }) => [entry, outcome])).toEqual(
          virtual.verdict.expectations.map(({ entry, outcome }) => [entry, outcome]),
        )
      },
      300_000,
    )
  })

const faultsOfNodes = `
  - { at: 0s, expect: reachable, from: bob, to: alice, path: relayed, via: boot, within: 30s }
  - { after: 0s, fault: disconnect, node: alice, from: boot }
  - { after: 0s, expect: reservation, peer: alice, relay: boot, state: held, within: 30s }
  - { after: 0s, fault: drop-reservations, relay: boot, peers: alice }
  - { after: 0s, fault: pause, node: bob, for: 1s }
  - { after: 0s, fault: kill, node: bob }
  - { after: 0s, expect: process, node: bob, state: exited }
  - { after: 0s, fault: start, node: bob }
  - { after: 0s, fault: restart, node: boot, how: power-loss, down: 500ms }
  - { after: 0s, expect: reservation, peer: bob, relay: boot, state: held, within: 60s }
  - { after: 0s, expect: reachable, from: alice, to: bob, path: relayed, via: boot, within: 60s }
  - { after: 0s, fault: stop, node: alice }
  - { after: 0s, expect: process, node: alice, state: exited }`

const faultsOfTheNetwork = `
  - { at: 0s, expect: reachable, from: bob, to: alice, path: relayed, via: boot, within: 30s }
  # TCP sends again what the blackhole has taken: the connection lives.
  - { after: 0s, fault: link, between: [alice, boot], latency: 200ms, for: 2s }
  - { id: silence, after: 0s, fault: cut, between: [alice, boot], mode: blackhole, for: 2s, harmless: true }
  - { after: { entry: silence, for: 2s }, expect: connection, from: alice, to: boot, answers: true, within: 20s }
  - { after: 0s, expect: addresses, node: alice, path: relayed, via: boot, longestGap: 0s }
  # A firewall that rejects ends it at once.
  - { id: refusal, after: 0s, fault: cut, between: [alice, boot], mode: refuse, for: 1s }
  - { after: 0s, expect: connection, from: alice, to: boot, state: closed, within: 5s }
  - { after: { entry: refusal, for: 1s }, expect: reservation, peer: alice, relay: boot, state: held, within: 60s }
  - { id: split, after: 0s, fault: partition, groups: [[alice], [boot, bob]], mode: refuse, for: 1s }
  - { after: { entry: split, for: 1s }, expect: reachable, from: bob, to: alice, path: relayed, via: boot, within: 60s }
  # A move leaves a connection of which only the boot-node believes that it is open.
  - { after: 0s, fault: move, node: alice, behind: cafe }
  - { after: 0s, expect: connection, from: boot, to: alice, within: 2s }
  - { after: 0s, expect: reachable, from: bob, to: alice, path: relayed, via: boot, within: 90s }`

describe.skipIf(!hasNamespaces).concurrent('in namespaces', () => {
  it.each([
    ['nodes', faultsOfNodes],
    ['the network', faultsOfTheNetwork],
  ])(
    'every fault of %s has its effect, as on the virtual network',
    async (name, timeline) => {
      const planOn = (fabric: 'virtual' | 'netns') =>
        planOf(`
name: faults-of-${name.replace(' ', '-')}
fabric: ${fabric}
routers:
  home: { nat: symmetric }
  cafe: { nat: port-restricted-cone }
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, behind: home, relays: [boot], recovery: relisten }
  bob: { kind: peer, behind: cafe, relays: [boot], recovery: relisten }
timeline:${timeline}
`)
      for (const fabric of ['virtual', 'netns'] as const) {
        const { verdict } = await runUndisturbed(planOn(fabric))
        expect(verdict.reason, fabric).toMatch(/expectations hold/)
        expect(verdict.outcome).toBe('pass')
      }
    },
    300_000,
  )

  it.skipIf(!isMdnsInstalled)(
    'modules find each other by multicast within their network, and only there',
    async () => {
      const node = 'kind: module, module: ./node.ts, with: { mdns: true }'
      const plan = planOf(`
name: mdns-in-namespaces
fabric: netns
routers:
  home: { nat: port-restricted-cone }
  cafe: { nat: port-restricted-cone }
nodes:
  alice: { ${node}, behind: home }
  bob: { ${node}, behind: home }
  carol: { ${node}, behind: cafe }
timeline:
  - { at: 0s, expect: connection, from: alice, to: bob, path: direct, answers: true, within: 60s }
  - { after: 0s, expect: connection, from: carol, to: [alice, bob], state: closed, for: 3s }
  - { after: 0s, fault: move, node: carol, behind: home }
  - { after: 0s, expect: connection, from: carol, to: [alice, bob], path: direct, answers: true, within: 60s }
`)
      const { verdict } = await runUndisturbed(resolvePaths(plan, path.join(root, 'examples/mdns')))
      expect(verdict.reason).toMatch(/expectations hold/)
      expect(verdict.outcome).toBe('pass')
    },
    300_000,
  )
})

/** Runs in a row, every second one with a runner that is killed. TOPO_REPEATS=50 makes more. */
const repeats = Number(process.env['TOPO_REPEATS'] ?? 2)

describe.skipIf(!hasNamespaces).concurrent('runs in a row', () => {
  it(
    'leave no process, namespace, interface, route or file, SIGKILL of the runner included',
    async ({ expect }) => {
      const folder = temporaryFolder()
      const before = ownNetwork()
      for (let round = 0; round < repeats; round += 1) {
        // The moments of the kill: the lab is there, one node is up, all are.
        const moment = ['starts', 'boot is ready', 'alice is ready'][(round >> 1) % 3] ?? ''
        const { runner, namespaces } = await started(folder, moment)
        expect(namespaces.size).toBeGreaterThan(3)
        const ended = new Promise<number | null>((resolve) => runner.once('exit', resolve))
        if (round % 2 === 0) runner.kill('SIGKILL')
        expect(await ended).toBe(round % 2 === 0 ? null : exitCode.pass)
        // The kernel takes a process and its namespaces apart in steps, and wires after both.
        await expect.poll(() => processesOf(folder)).toEqual([])
        await expect.poll(() => stillThere(namespaces, folder)).toEqual([])
        await expect.poll(ownNetwork).toBe(before)
        await expect.poll(() => readdirSync(folder).filter((name) => name.startsWith('topo-'))).toEqual([])
      }
      expect(readdirSync(folder)).toEqual(['results'])
    },
    60_000 * repeats,
  )
})

/** Starts a runner, and waits until its output has the words. */
async function started(folder: string, words: string) {
  const runner = spawn(
    process.execPath,
    [
      ...['cli.ts', 'run', 'topologies/hello.yaml', '--fabric', 'netns', '--results'],
      path.join(folder, 'results'),
    ],
    { cwd: root, env: { ...process.env, TMPDIR: folder }, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let said = ''
  await new Promise<void>((resolve) => {
    runner.stdout.on('data', (chunk: Buffer) => {
      said += String(chunk)
      if (said.includes(words)) resolve()
    })
    runner.once('exit', () => resolve())
  })
  expect(said).toContain(words)
  return { runner, namespaces: namespacesOf(processesOf(folder)) }
}
