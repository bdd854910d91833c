/** Runs on Linux network namespaces: the verdicts are those of the virtual network, and nothing is left. */
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { exitCode } from '../../src/base/errors.ts'
import { namespacesOf, ownNetwork, processesOf, stillThere } from '../support/lab-traces.ts'
import { hasNamespaces } from '../support/namespaces.ts'
import { root, shipped } from '../support/run-topology.ts'
import { sharedRun } from '../support/shared-run.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

vi.setConfig({ maxConcurrency: 4 })

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

/** Runs in a row, every second one with a runner that is killed. TOPO_REPEATS=50 makes more. */
const repeats = Number(process.env['TOPO_REPEATS'] ?? 2)

describe.skipIf(!hasNamespaces)('runs in a row', () => {
  it(
    'leave no process, namespace, interface, route or file, SIGKILL of the runner included',
    async () => {
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
        await vi.waitUntil(() => processesOf(folder).length === 0, { timeout: 30_000, interval: 50 })
        expect(stillThere(namespaces)).toEqual([])
        expect(ownNetwork()).toBe(before)
        await vi.waitUntil(() => !readdirSync(folder).some((name) => name.startsWith('topo-')), {
          timeout: 10_000,
          interval: 50,
        })
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
