/** A search whose runs are computed: a topology with a bug that needs two faults soon after each other. */

import type { Shard } from '../../../src/base/shard.ts'
import { factsOf } from '../../../src/runner/language/faults/registry.ts'
import { loadTopology } from '../../../src/runner/language/plan/load.ts'
import { loadSearch } from '../../../src/runner/language/plan/load-search.ts'
import type { Plan } from '../../../src/runner/language/plan/plan.ts'
import { Template } from '../../../src/runner/search/candidate.ts'
import type { ReleasePair } from '../../../src/runner/search/difference.ts'
import type { FoundFailure } from '../../../src/runner/search/failure.ts'
import { Memory } from '../../../src/runner/search/memory.ts'
import type { Played, PlayOptions } from '../../../src/runner/search/play.ts'
import { Runs } from '../../../src/runner/search/runs.ts'
import { type SearchedRun, type SearchOptions, search } from '../../../src/runner/search/search.ts'
import { hashOf } from '../../../src/runner/search/signature.ts'

export const fakeText = `
name: fake
routers:
  home: { nat: port-restricted-cone }
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, behind: home, relays: boot, connect: boot }
  bob: { kind: peer, nat: symmetric, relays: boot }
search:
  for: 2h
  faults: 1-6
  of:
    - { fault: restart, node: boot, down: 1s-2m }
    - { fault: pause, node: [bob, alice], for: 1s-30m }
    - { fault: cut, between: [alice, boot], mode: [blackhole, refuse], for: 1s-10m }
    - { fault: flush-nat, router: home }
  eventually:
    - { expect: reservation, peer: [alice, bob], relay: boot }
  within: 10m
  sometimes:
    - { expect: event, of: node-paused }
    - { expect: event, of: nat-status }
`

/** A restart, and a cut by a refusal that begins within 5 s of it. */
function failureOf(plan: Plan): FoundFailure | null {
  const faults = plan.timeline.flatMap((entry) =>
    entry.type === 'fault' && entry.start.kind === 'at' ? [{ ...entry, at: entry.start.time }] : [],
  )
  const restarts = faults.filter(({ fault }) => factsOf(fault).ends.length > 0)
  const cuts = faults.filter(({ fault }) => 'mode' in fault.params && fault.params.mode === 'refuse')
  const isNear = restarts.some(({ at }) => cuts.some((cut) => Math.abs(cut.at - at) <= 5000))
  const expectation = plan.timeline.find((entry) => entry.type === 'expectation')
  if (!isNear || expectation === undefined) return null
  const key = JSON.stringify(['reservation', 'lost', []])
  return {
    entry: expectation.id,
    description: 'alice holds it',
    reason: 'lost',
    key,
    decisive: [],
    release: null,
  }
}

export function fakePlay(plan: Plan): Played {
  const failure = failureOf(plan)
  const kinds = plan.timeline.flatMap((entry) => (entry.type === 'fault' ? [entry.fault.kind] : []))
  return {
    outcome: failure === null ? 'pass' : 'fail',
    reason: failure?.reason ?? '',
    failures: failure === null ? [] : [failure],
    passed: [],
    features: [...new Set(kinds.map((kind, index) => hashOf(`${kinds[index - 1]} ${kind}`)))].sort(),
    seen: kinds.length > 1 ? [0] : [],
    duration: 60_000,
    fingerprint: String(hashOf(JSON.stringify(plan.timeline))),
  }
}

export interface FakeOptions
  extends Partial<
    Pick<SearchOptions, 'seed' | 'count' | 'corpus' | 'isGuided' | 'isBiased' | 'explained' | 'shrinks'>
  > {
  /** Remembers results; a text is its file. */
  readonly memory?: string | Memory
  readonly isResumed?: boolean
  readonly jobs?: number
  readonly text?: string
  readonly pair?: ReleasePair | null
  readonly shard?: Shard | null
  readonly signal?: AbortSignal
  /** Runs a plan. */
  readonly play?: ((options: PlayOptions) => Promise<Played>) | undefined
  readonly tell?: SearchOptions['tell']
}

/** Plans of all searches so far: a search that is repeated loads the same topologies. */
const plans = new Map<string, Plan | null>()

/** Returns the plan of a topology; null: it has a mistake. */
export function planOf(text: string, libp2p: string | null = null): Plan | null {
  const key = `${libp2p} ${text}`
  let plan = plans.get(key)
  if (plan === undefined) {
    const loaded = loadTopology({ file: 'fake.yaml', text }, libp2p === null ? {} : { libp2p })
    plan = loaded.ok ? loaded.plan : null
    plans.set(key, plan)
  }
  return plan
}

export async function fakeSearch({
  memory,
  isResumed = false,
  jobs = 1,
  text = fakeText,
  pair = null,
  shard = null,
  ...given
}: FakeOptions) {
  const loaded = loadSearch({ file: 'fake.yaml', text })
  if (!loaded.ok) throw new Error(loaded.file.diagnostics.map(({ message }) => message).join('; '))
  const template = new Template(text, loaded.search)
  const signal = given.signal ?? new AbortController().signal
  const made: string[] = []
  const runs = new Runs({
    search: loaded.search,
    template,
    load: (one) => {
      const plans = (pair ?? [null]).flatMap((libp2p) => planOf(one, libp2p) ?? [])
      return plans.length === 0 ? null : plans
    },
    pair,
    pin: async (plan) => plan,
    memory: memory instanceof Memory ? memory : new Memory(memory ?? null, !isResumed),
    folder: 'none',
    jobs,
    signal,
    play: async (options) => {
      made.push(JSON.stringify(options.plan.timeline))
      return given.play === undefined ? fakePlay(options.plan) : given.play(options)
    },
  })
  const list: SearchedRun[] = []
  const state = await search({
    search: loaded.search,
    template,
    runs,
    seed: given.seed ?? 1,
    shard,
    count: given.count === undefined ? 60 : given.count,
    isGuided: given.isGuided ?? true,
    isBiased: given.isBiased ?? true,
    shrinks: given.shrinks ?? true,
    corpus: given.corpus ?? [],
    explained: given.explained ?? new Map(),
    signal,
    tell: {
      ...given.tell,
      run: (run, now) => {
        list.push(run)
        given.tell?.run?.(run, now)
      },
    },
  })
  return { state, list, made, template, runs }
}
