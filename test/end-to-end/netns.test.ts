/** Runs on Linux network namespaces: the verdicts are those of the virtual network, and nothing is left. */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
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

describe.skipIf(!hasNamespaces)('a runner that is killed', () => {
  it('leaves no process, and so no namespace', async () => {
    const folder = temporaryFolder()
    const runner = spawn(
      process.execPath,
      [
        'cli.ts',
        'run',
        'topologies/hello.yaml',
        '--fabric',
        'netns',
        '--results',
        path.join(folder, 'results'),
      ],
      { cwd: root, env: { ...process.env, TMPDIR: folder }, stdio: ['ignore', 'pipe', 'inherit'] },
    )
    let said = ''
    await new Promise<void>((resolve) => {
      runner.stdout.on('data', (chunk: Buffer) => {
        said += String(chunk)
        if (said.includes('boot is ready')) resolve()
      })
      runner.once('exit', () => resolve())
    })
    expect(said).toContain('boot is ready')
    expect(processesOf(folder).length).toBeGreaterThan(3)
    runner.kill('SIGKILL')
    await vi.waitUntil(() => processesOf(folder).length === 0, { timeout: 30_000, interval: 50 })
  })
})

/** The processes whose environment or arguments name the folder. */
function processesOf(folder: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false
    return ['environ', 'cmdline'].some((file) => {
      try {
        return readFileSync(`/proc/${pid}/${file}`, 'latin1').includes(folder)
      } catch {
        return false
      }
    })
  })
}
