/** A topology has the same verdict in virtual time, in real time, and on real sockets. */
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { resolvePaths } from '../../src/runner/language/plan/resolve-paths.ts'
import type { Overrides } from '../../src/runner/language/topology/header-schema.ts'
import { type JudgedRun, planOf, root, shipped } from '../support/run-topology.ts'
import { sharedRun } from '../support/shared-run.ts'

// A run in real time waits nine tenths of its time.
vi.setConfig({ maxConcurrency: 5 })

/** Milliseconds: a run in real time may be disturbed, and be made again. */
const inRealTime = 600_000

/** The text of the runs for a failure: it depends on the machine, so nobody can repeat it. */
const told = (...runs: readonly JudgedRun[]) =>
  runs
    .map(({ verdict, events }) =>
      [verdict.reason, ...events.map(({ wall: _wall, ...event }) => JSON.stringify(event))].join('\n'),
    )
    .join('\n\n')

/** Every shipped topology that takes less than two minutes, but clock-set-back, which real time refuses. */
describe.concurrent('the verdict is the same in virtual and in real time', () => {
  // The longest first.
  const table = [
    ['relay-drop', { clock: 'real' }],
    ['upstream/relay-down-at-start', { clock: 'real' }],
    ['upstream/relay-lost-for-good', { clock: 'real' }],
    ['upstream/refused-at-start', { clock: 'real' }],
    ['upstream/renewed-too-late', { clock: 'real' }],
    ['dcutr-upgrade', { clock: 'real' }],
    ['upstream/autonat-v1-hangs-up', { clock: 'real' }],
    ['upstream/one-late-ping', { clock: 'real' }],
    ['relay-pause', { clock: 'real' }],
    ['relay-limits', { clock: 'real' }],
    ['relay-expiry-host', { clock: 'real', fabric: 'virtual' }],
    ['relay-expiry-host', {}],
    ['upstream/hole-punching-over-tcp', { clock: 'real' }],
    ['relay-data-limit', { clock: 'real' }],
    ['relay-restart', { clock: 'real' }],
    ['upstream/office-starts-at-nine', { clock: 'real' }],
    ['relay-quota', { clock: 'real' }],
    ['hello', { clock: 'real' }],
    ['hello', { fabric: 'host' }],
    ['upstream/relay-full-of-the-gone', { clock: 'real' }],
  ] as const

  it.each(table)('%s with %o', compareWithVirtual, inRealTime)
})

describe('the verdict is the same in virtual and in real time, with a dozen nodes', () => {
  it.each([
    ['autonat', { clock: 'real' }],
    ['nat-kinds', { clock: 'real' }],
  ] as const)('%s with %o', compareWithVirtual, inRealTime)
})

it.concurrent.each(['virtual', 'real'])(
  'datagrams pass a NAT, and names resolve, in %s time',
  async (clock) => {
    const text = JSON.stringify({
      name: 'udp-and-dns',
      clock,
      dns: { 'echo.example': { nodes: 'echo' } },
      nodes: {
        echo: { kind: 'module', module: './udp-and-dns.ts' },
        alice: {
          kind: 'module',
          module: './udp-and-dns.ts',
          with: { ask: 'echo.example' },
          nat: 'port-restricted-cone',
        },
      },
      timeline: [
        { at: '0s', expect: 'log', node: 'alice', pattern: '^ENOTFOUND$', times: 1, within: '20s' },
        { at: '0s', expect: 'log', node: 'alice', pattern: '^echo of hello from port 5000$', within: '20s' },
      ],
    })
    const { verdict } = await sharedRun(resolvePaths(planOf(text), path.join(root, 'test/fixtures/modules')))
    expect(verdict).toMatchObject({ outcome: 'pass', reason: '2 of 2 expectations hold' })
  },
  inRealTime,
)

async function compareWithVirtual(name: string, overrides: Overrides): Promise<void> {
  const virtual = await sharedRun(shipped(name, { clock: 'virtual', fabric: 'virtual' }))
  const other = await sharedRun(shipped(name, overrides))
  const outcomes = ({ verdict }: JudgedRun) =>
    verdict.expectations.map(({ entry, outcome }) => [entry, outcome])
  expect(outcomes(other), told(virtual, other)).toEqual(outcomes(virtual))
  expect(other.verdict.outcome, told(other)).toBe('pass')
}
