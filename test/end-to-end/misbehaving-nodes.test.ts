import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { planOf, root, runToEnd } from '../support/run-topology.ts'

const plan = () =>
  planOf(`
name: misbehaving
clock: real
fabric: host
nodes:
  boot: { kind: boot-node }
timeline:
  - { at: 0s, expect: process, node: boot, state: running, within: 20s }
`)

const run = (program: string) =>
  runToEnd(plan(), {
    program: path.join(root, 'test/fixtures/programs', program),
    deadlines: { ready: program === 'hang-at-start.mjs' ? 3000 : 30_000, stop: 500 },
  })

describe.concurrent('a node that', () => {
  it.each([
    [
      'crash-at-start.mjs',
      /boot did not start: its process ended with exit code 7: Error: the disk is on fire$/,
    ],
    ['hang-at-start.mjs', /boot did not start: it was not ready after 3 s/],
    ['speak-garbage.mjs', /boot did not start: it does not speak the protocol \(a batch of \d+ bytes/],
    [
      'garbage-message.mjs',
      /boot did not start: it does not speak the protocol \(a control message is not JSON/,
    ],
  ])('does as %s makes the verdict unknown, with the reason', async (program, reason) => {
    const { verdict, events, results } = await run(program)
    expect(verdict.outcome).toBe('unknown')
    expect(verdict.reason).toMatch(reason)
    expect(events.at(-1)?.kind).toBe('run-ended')
    expect(readFileSync(results.events, 'utf8').trimEnd().split('\n')).toHaveLength(events.length)
  })

  it('crashes has its last lines in the event log', async () => {
    const { events } = await run('crash-at-start.mjs')
    const failed = events.find((event) => event.kind === 'node-failed')
    expect(failed?.log).toEqual(['opening the database', 'Error: the disk is on fire'])
  })

  it('floods its output gets ready, and nothing of it is lost', async () => {
    const { verdict, results } = await run('flood-output.mjs')
    expect(verdict.outcome).toBe('pass')
    expect(statSync(results.nodeLog('boot')).size).toBe(40_000 * 241 + 'the last line\n'.length)
  })

  it('prints escape codes has them in its log as they are', async () => {
    const { verdict, results } = await run('escape-codes.mjs')
    expect(verdict.outcome).toBe('unknown')
    expect(readFileSync(results.nodeLog('boot'), 'utf8')).toContain('\u001b[2J')
  })

  it('leaves a child and ignores SIGTERM is ended with its child', async () => {
    const { results } = await run('leave-child.mjs')
    const pid = Number(/child (\d+)/.exec(readFileSync(results.nodeLog('boot'), 'utf8'))?.[1])
    expect(pid).toBeGreaterThan(1)
    // Its entry is gone when the machine's first process, whose child it is now, has taken note.
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(/ESRCH/), 10_000)
  })
})
