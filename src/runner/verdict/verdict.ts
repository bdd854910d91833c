/**
 * (plan, events) -> verdict. The running timeline feeds a {@link Judge} event by event; other callers use
 * {@link verdictOf} on a finished log. Both ways give the same verdict.
 */
import type { TopoEvent } from '../../events/event.ts'
import { Fingerprint } from '../../events/fingerprint.ts'
import type { Telling } from '../language/expectations/telling.ts'
import { tellingOf } from '../language/expectations/telling-of.ts'
import { factsOf } from '../language/faults/registry.ts'
import type { EntryPlan, ExpectationEntryPlan, FaultEntryPlan, Plan } from '../language/plan/plan.ts'
import type { FabricKind } from '../language/values/fabric-kind.ts'
import { plural } from '../language/values/plural.ts'
import { ExpectationTracker, type ExpectationVerdict } from './expectation-tracker.ts'
import { FaultTracker, type FaultVerdict } from './fault-tracker.ts'
import type { Hole } from './hole.ts'
import { HoleTracker } from './hole-tracker.ts'
import { NodeTracker } from './node-tracker.ts'

export const verdictVersion = 1

export type Outcome = 'pass' | 'fail' | 'unknown'

export interface Verdict {
  readonly version: typeof verdictVersion
  readonly name: string
  readonly seed: number
  readonly clock: 'virtual' | 'real'
  readonly fabric: FabricKind
  readonly outcome: Outcome
  /** One sentence. */
  readonly reason: string
  /** Milliseconds of the run's clock from its start to its last event. */
  readonly duration: number
  /** Hash over the events, without data that depends on the machine. */
  readonly fingerprint: string
  readonly events: number
  readonly expectations: readonly ExpectationVerdict[]
  readonly faults: readonly FaultVerdict[]
  /** Losses between two looks, of which no entry tells. They change no outcome. */
  readonly holes: readonly Hole[]
}

export type { ExpectationVerdict, FaultVerdict }

type Decision = Pick<Verdict, 'outcome' | 'reason'>

export function verdictOf(plan: Plan, events: Iterable<TopoEvent>): Verdict {
  const judge = new Judge(plan)
  for (const event of events) judge.push(event)
  return judge.verdict()
}

export class Judge {
  readonly #plan: Plan
  readonly #expectations: ExpectationTracker[]
  readonly #faults: FaultTracker[]
  readonly #nodes: NodeTracker
  readonly #holes: HoleTracker
  readonly #programs: readonly string[]
  readonly #telling: Telling
  readonly #fingerprint = new Fingerprint()
  #duration = 0
  #events = 0
  #end: Extract<TopoEvent, { kind: 'run-ended' }> | null = null
  #ignored: Extract<TopoEvent, { kind: 'loopback-ignored' }> | null = null

  constructor(plan: Plan) {
    this.#plan = plan
    this.#programs = programsOf(plan)
    this.#telling = tellingOf(plan)
    this.#expectations = plan.timeline.flatMap((entry) =>
      entry.type === 'expectation' ? [this.#trackerOf(entry)] : [],
    )
    this.#faults = plan.timeline.flatMap((entry) => (entry.type === 'fault' ? [this.#track(entry)] : []))
    this.#nodes = new NodeTracker(plan)
    this.#holes = new HoleTracker(plan, this.#telling)
  }

  /** Judges one more entry of a timeline that grows while it is played; `past` are all the events so far. */
  add(entry: EntryPlan, past: Iterable<TopoEvent>): void {
    this.#nodes.add(entry)
    if (entry.type === 'fault') {
      this.#faults.push(this.#track(entry))
      return
    }
    const tracker = this.#trackerOf(entry)
    for (const event of past) tracker.push(event)
    this.#expectations.push(tracker)
  }

  #trackerOf(entry: ExpectationEntryPlan): ExpectationTracker {
    return new ExpectationTracker(entry, this.#programs, this.#telling)
  }

  #track(entry: FaultEntryPlan): FaultTracker {
    return new FaultTracker(entry, (tracker) => meetingOf(tracker, this.#faults))
  }

  /** Takes the next event; returns the expectations that it settled, by entry. */
  push(event: TopoEvent): readonly string[] {
    this.#fingerprint.push(event)
    this.#duration = event.t
    this.#events = event.n
    if (event.kind === 'run-ended') this.#end = event
    if (event.kind === 'loopback-ignored') this.#ignored ??= event
    for (const fault of this.#faults) fault.push(event)
    this.#nodes.push(event)
    this.#holes.push(event)
    return this.#expectations.flatMap((tracker) => (tracker.push(event) ? [tracker.entry.id] : []))
  }

  /** Current state of each expectation, in the order of the plan. */
  expectations(): readonly ExpectationVerdict[] {
    return this.#expectations.map((tracker) => tracker.verdict())
  }

  faults(): readonly FaultVerdict[] {
    return this.#faults.map((tracker) => tracker.verdict())
  }

  verdict(): Verdict {
    const expectations = this.expectations().map(finalise)
    const faults = this.#faults.map((tracker) => tracker.verdict())
    return {
      version: verdictVersion,
      name: this.#plan.name,
      seed: this.#plan.seed,
      clock: this.#plan.clock,
      fabric: this.#plan.fabric,
      ...this.#withAdvice(this.#outcome(expectations, faults)),
      duration: this.#duration,
      fingerprint: this.#fingerprint.digest(),
      events: this.#events,
      expectations,
      faults,
      holes: this.#holes.holes(expectations, faults),
    }
  }

  /** A program that ignores 127.0.0.1 does on fabric host what it would not do elsewhere. */
  #withAdvice({ outcome, reason }: Decision): Decision {
    if (this.#ignored === null || outcome === 'pass') return { outcome, reason }
    const { node, line } = this.#ignored
    const cause = `${node} does not count 127.0.0.1 as an address that others can dial (it printed "${line}")`
    return {
      outcome,
      reason: `${reason}. A likely cause: ${cause}. With \`fabric: netns\` each node has an address that looks public`,
    }
  }

  #outcome(expectations: readonly ExpectationVerdict[], faults: readonly FaultVerdict[]): Decision {
    const failed = expectations.filter(({ outcome }) => outcome === 'fail')
    const first = failed[0]
    if (first !== undefined) {
      const more = failed.length > 1 ? ` (and ${failed.length - 1} more)` : ''
      return { outcome: 'fail', reason: `${first.description}: ${first.reason}${more}` }
    }
    if (this.#end === null) return { outcome: 'unknown', reason: 'the log has no end: the run was killed' }
    if (this.#end.cause !== 'finished') return { outcome: 'unknown', reason: this.#end.reason }
    const broken = this.#nodes.surprise()
    if (broken !== null) return { outcome: 'unknown', reason: broken }
    const bitless = faults.find(({ outcome }) => outcome !== 'applied')
    if (bitless !== undefined) return { outcome: 'unknown', reason: `${bitless.entry}: ${bitless.reason}` }
    const undetermined = expectations.find(({ outcome }) => outcome === 'unknown')
    if (undetermined !== undefined)
      return { outcome: 'unknown', reason: `${undetermined.description}: ${undetermined.reason}` }
    if (expectations.length === 0) return { outcome: 'unknown', reason: 'the topology has no expectation' }
    const known = expectations.filter(({ outcome }) => outcome === 'known').length
    const held = expectations.length - known
    const all = plural(expectations.length, 'expectation')
    const isOne = held === 1 || expectations.length === 1
    return {
      outcome: 'pass',
      reason: `${held} of ${all} ${isOne ? 'holds' : 'hold'}${known > 0 ? `, ${plural(known, 'fails', 'fail')} as known` : ''}`,
    }
  }
}

function programsOf({ nodes }: Plan): readonly string[] {
  return nodes.filter(({ kind }) => kind === 'command').map(({ name }) => name)
}

/** Names the other faults that end or start a node of this one at the same instant; empty: there are none. */
function meetingOf(tracker: FaultTracker, all: readonly FaultTracker[]): string {
  const nodes = livesOf(tracker.entry)
  const others = all.filter(
    (other) =>
      other !== tracker &&
      other.started === tracker.started &&
      livesOf(other.entry).some((name) => nodes.includes(name)),
  )
  if (others.length === 0) return ''
  const names = others.map(({ entry }) => entry.id).join(', ')
  return `. At the same instant ${names} ${others.length === 1 ? 'acts' : 'act'} on the same node: give them different times`
}

/** Nodes that a fault ends or starts. */
function livesOf({ fault }: FaultEntryPlan): readonly string[] {
  const { ends, starts } = factsOf(fault)
  return [...ends, ...starts]
}

/** At the end of the log, an expectation that is not settled is unknown. */
function finalise(verdict: ExpectationVerdict): ExpectationVerdict {
  switch (verdict.outcome) {
    case 'waiting':
      return { ...verdict, outcome: 'unknown', reason: 'the run ended before it was reached' }
    case 'running':
      return {
        ...verdict,
        outcome: 'unknown',
        reason: `the log ended before it was settled: ${verdict.reason}`,
      }
    default:
      return verdict
  }
}
