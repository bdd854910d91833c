/** However the runner ends: no process is left, and what it saw is readable. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { processesWith, TopoCommand, topo } from '../support/cli.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const longTopology = `
name: long
clock: real
fabric: host
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, relays: boot }
timeline:
  - { at: 0s, expect: reservation, peer: alice, relay: boot, within: 30s }
  - { fault: pause, node: alice }
  - { expect: connection, from: boot, to: alice, state: closed, within: 10m }
`

async function runningLong() {
  const folder = temporaryFolder()
  const file = path.join(folder, 'long.yaml')
  writeFileSync(file, longTopology)
  const command = new TopoCommand(['run', file, '--results', folder])
  await command.prints('alice is paused')
  const results = path.join(
    folder,
    'long',
    readdirSync(path.join(folder, 'long')).find((name) => name !== 'latest') ?? '',
  )
  const pids = processesWith('TOPO_NODE').filter((pid) => parentOf(pid) === command.child.pid)
  expect(pids).toHaveLength(2)
  return { command, results, pids }
}

function parentOf(pid: number): number {
  try {
    return Number(/^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1])
  } catch {
    // It has ended, and was none of ours.
    return 0
  }
}

function isGone(pid: number): boolean {
  try {
    return /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return true
  }
}

describe.skipIf(process.platform !== 'linux')('a run that is', () => {
  it('killed leaves no process, not even a paused one, and a log that can be reported on', async () => {
    const { command, results, pids } = await runningLong()
    command.child.kill('SIGKILL')
    await command.end()
    await vi.waitFor(() => expect(pids.filter((pid) => !isGone(pid))).toEqual([]), { timeout: 30_000 })
    const report = await topo('report', results)
    expect(report.stdout).toContain('alice is paused')
    expect(report.stdout).toMatch(/UNKNOWN.*the run was killed/)
    expect(report.code).toBe(3)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'interrupted by %s ends with 130 and complete results',
    async (signal) => {
      const { command, results, pids } = await runningLong()
      command.child.kill(signal)
      const { code, stdout } = await command.end()
      expect(code).toBe(130)
      expect(pids.filter((pid) => !isGone(pid))).toEqual([])
      expect(stdout).toContain('interrupted')
      const verdict = JSON.parse(readFileSync(path.join(results, 'verdict.json'), 'utf8'))
      expect(verdict.outcome).toBe('unknown')
      expect(verdict.expectations.map((one: { outcome: string }) => one.outcome)).toEqual(['pass', 'unknown'])
      const events = readFileSync(path.join(results, 'events.ndjson'), 'utf8').trimEnd().split('\n')
      expect(JSON.parse(events.at(-1) ?? '')).toMatchObject({ kind: 'run-ended', cause: 'interrupted' })
    },
  )
})

describe('runs', () => {
  it('at once and one after the other do not disturb each other', async () => {
    const results = temporaryFolder()
    const commands = [1, 2].map(() =>
      new TopoCommand(['run', 'topologies/hello.yaml', '--repeat', '5', '--results', results]).end(),
    )
    for (const { code, stdout } of await Promise.all(commands)) {
      expect(stdout).toMatch(/^5 runs in .+: 5 pass$/m)
      expect(code).toBe(0)
    }
    // Ten runs, the link `latest` and the path of the topology.
    expect(readdirSync(path.join(results, 'hello'))).toHaveLength(12)
  })
})

describe('a run with `--until`', () => {
  it('ends there, and lists the unreached entries as one', async () => {
    const args = ['topologies/relay-restart.yaml', '--until', '100ms', '--results', temporaryFolder()]
    const { code, stdout } = await topo('run', ...args)
    expect(stdout).toContain('the run ended early: it was ended after 100ms, as asked for')
    expect(stdout.match(/^ {2}unknown .*$/gm)).toEqual([
      '  unknown  bob reaches alice, relayed through boot',
      '  unknown  4 expectations and 2 faults not reached',
    ])
    expect(stdout).toMatch(/^UNKNOWN {2}relay-restart: it was ended after 100ms, as asked for$/m)
    expect(code).toBe(3)
  })
})

describe('a reader that stops reading', () => {
  it('does not keep a run from its end and its results', async () => {
    const results = temporaryFolder()
    const command = new TopoCommand(['run', 'topologies/hello.yaml', '--results', results])
    command.child.stdout?.destroy()
    const { code } = await command.end()
    expect(code).toBe(0)
    expect(JSON.parse(readFileSync(path.join(results, 'hello/latest/verdict.json'), 'utf8')).outcome).toBe(
      'pass',
    )
  })
})
