import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect } from 'vitest'
import type { TopoEvent } from '../../../src/events/event.ts'
import { readLog } from '../../../src/events/log-reader.ts'
import { ResultsFolder } from '../../../src/runner/results/results-folder.ts'
import { type RunPlanOptions, runPlan } from '../../../src/runner/run/run.ts'
import { planOf } from '../../support/run-topology.ts'
import { test } from '../../support/temporary-folder.ts'

const plan = planOf(`
name: two
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, relays: [boot] }
timeline:
  - { at: 10s, expect: process, node: alice, state: running }
  - { at: 1m, expect: reservation, peer: alice, relay: boot, within: 10s }
`)

interface Told {
  readonly events: readonly TopoEvent[]
  readonly results: ResultsFolder
  readonly verdict: Awaited<ReturnType<typeof runPlan>>
}

/** Runs the plan. `onEvent` takes every event. */
async function run(
  root: string,
  {
    onEvent = () => {},
    ...options
  }: Partial<RunPlanOptions> & { readonly onEvent?: (event: TopoEvent) => void } = {},
): Promise<Told> {
  const events: TopoEvent[] = []
  const results = ResultsFolder.create({ root, plan, source: '' })
  const verdict = await runPlan({
    plan,
    results,
    wall: {},
    signal: new AbortController().signal,
    until: null,
    follow: () => (event) => {
      events.push(event)
      onEvent(event)
    },
    ...options,
  })
  return { events, results, verdict }
}

const endOf = (events: readonly TopoEvent[]) => events.find((event) => event.kind === 'run-ended')

/** Names of the nodes in events of a kind, in order. */
const nodesIn = (events: readonly TopoEvent[], kind: TopoEvent['kind']) =>
  events.flatMap((event) => (event.kind === kind && 'node' in event ? [event.node] : [])).sort()

const read = (results: ResultsFolder, file: string): object =>
  JSON.parse(readFileSync(path.join(results.path, file), 'utf8'))

/** The resources of a process are known after its end. */
const endedNodes = (results: ResultsFolder) =>
  Object.keys((read(results, 'resources.json') as { nodes: object }).nodes)
const keptVerdict = (results: ResultsFolder) => read(results, 'verdict.json')

describe('a run', () => {
  test('for which the memory cannot suffice is unknown, and starts no node', async ({ folder }) => {
    const { events, results, verdict } = await run(folder, {
      room: { memory: 2 ** 20, descriptors: null, ports: null },
    })
    expect(verdict.outcome).toBe('unknown')
    expect(verdict.reason).toMatch(/2 nodes need at least .* of memory, and 1.0MiB are free/)
    expect(nodesIn(events, 'node-ready')).toEqual([])
    expect(keptVerdict(results)).toMatchObject({ outcome: 'unknown' })
  })

  test('starts its nodes, plays its timeline, and keeps everything', async ({ folder }) => {
    const { events, results, verdict } = await run(folder)
    expect(verdict.outcome).toBe('pass')
    expect(events[0]).toMatchObject({ kind: 'run-started', topology: 'two', clock: 'virtual' })
    expect(nodesIn(events, 'node-ready')).toEqual(['alice', 'boot'])
    expect(endOf(events)).toMatchObject({ cause: 'finished', reason: '' })
    expect(endedNodes(results)).toEqual(['boot', 'alice'])
    expect([...readLog(results.events)]).toEqual(events.map((event) => ({ kind: 'event', event })))
    expect(keptVerdict(results)).toMatchObject({ outcome: 'pass' })
  })

  test('ends with its signal, for the reason of the signal, and ends its processes', async ({ folder }) => {
    const interrupt = new AbortController()
    const { events, results, verdict } = await run(folder, {
      signal: interrupt.signal,
      onEvent: ({ kind }) => {
        if (kind === 'expectation-ended') interrupt.abort(new Error('the user has seen enough'))
      },
    })
    expect(endOf(events)).toMatchObject({ cause: 'interrupted', reason: 'the user has seen enough' })
    expect(verdict.outcome).toBe('unknown')
    expect(endedNodes(results)).toEqual(['boot', 'alice'])
    expect(keptVerdict(results)).toMatchObject({ outcome: 'unknown' })
  })

  test('starts nothing when its signal has aborted before', async ({ folder }) => {
    const { events, verdict } = await run(folder, { signal: AbortSignal.abort(new Error('no')) })
    expect(endOf(events)).toMatchObject({ cause: 'interrupted', reason: 'no' })
    expect(verdict.outcome).toBe('unknown')
    expect(nodesIn(events, 'node-ready')).toEqual([])
  })

  test('ends at a time of its clock', async ({ folder }) => {
    const { events } = await run(folder, { until: 30_000 })
    const end = endOf(events)
    expect(end).toMatchObject({
      t: 30_000,
      cause: 'interrupted',
      reason: 'it was ended after 30s, as asked for',
    })
  })

  test('whose player fails has failed, and ends its processes', async ({ folder }) => {
    const { events, results, verdict } = await run(folder, {
      play: async ({ started }) => {
        await started
        throw new Error('the player is broken')
      },
    })
    expect(endOf(events)).toMatchObject({ cause: 'failed', reason: 'the player is broken' })
    expect(verdict.outcome).toBe('unknown')
    expect(endedNodes(results)).toEqual(['boot', 'alice'])
  })

  test('whose nodes cannot start has failed, with the reason', async ({ folder }) => {
    const program = path.join(import.meta.dirname, '../../fixtures/programs/crash-at-start.mjs')
    const { events, verdict } = await run(folder, { program })
    expect(endOf(events)).toMatchObject({ cause: 'failed' })
    expect(verdict.reason).toMatch(/did not start/)
    expect(nodesIn(events, 'node-ready')).toEqual([])
  })
})
