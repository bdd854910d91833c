/**
 * A run whose timeline is written while it is played. Virtual time passes only during a command. A command ends at the
 * start of a millisecond without events, so the next command is the first event of that millisecond, as it would be if a
 * topology had contained it. The session writes that topology.
 */
import { BugError, HarnessError, InputError, messageOf } from '../base/errors.ts'
import type { TopoEvent } from '../events/event.ts'
import type { Source } from '../runner/language/plan/load.ts'
import type { EntryPlan, FaultEntryPlan, Plan } from '../runner/language/plan/plan.ts'
import { formatDuration } from '../runner/language/values/duration.ts'
import type { Releases } from '../runner/releases/releases.ts'
import { pinPlan } from '../runner/run/prepare/pin-plan.ts'
import type { OpenStage } from '../runner/run/run.ts'
import { playExpectation } from '../runner/run/timeline/play-expectation.ts'
import { FaultPlayer } from '../runner/run/timeline/play-fault.ts'
import {
  type ExpectationVerdict,
  type FaultVerdict,
  type Verdict,
  verdictOf,
} from '../runner/verdict/verdict.ts'
import { asYaml } from './as-yaml.ts'
import type { WrittenEntry } from './control/written-entry.ts'
import { planOf } from './read-topology.ts'
import type { ExpectationNow, FaultNow } from './topology-object.ts'

export interface LiveSessionOptions {
  readonly source: Source
  /** The keys of the topology except its timeline. */
  readonly topology: object
  readonly plan: Plan
  readonly releases: Releases
}

/** A fault that was applied. */
export interface AppliedFault {
  readonly player: FaultPlayer
  readonly verdict: () => FaultVerdict
  /** Undoes it, and writes its duration into the topology. */
  readonly undo: () => Promise<void>
}

export class LiveSession {
  /** All events so far. */
  readonly events: TopoEvent[] = []
  /** Takes every further event. */
  readonly followers = new Set<(event: TopoEvent) => void>()
  /** The plan, with all entries that were played. */
  plan: Plan
  readonly #options: LiveSessionOptions
  readonly #entries: Record<string, unknown>[] = []
  readonly #faults: FaultPlayer[] = []
  readonly #ready = Promise.withResolvers<OpenStage>()
  readonly #over = Promise.withResolvers<void>()
  #stage: OpenStage | null = null
  #ended: string | null = null
  #busy = 0
  #entering: Promise<unknown> = Promise.resolve()
  #release = () => {}

  constructor(options: LiveSessionOptions) {
    this.#options = options
    this.plan = options.plan
    this.#ready.promise.catch(() => {})
  }

  push(event: TopoEvent): void {
    this.events.push(event)
    for (const follow of this.followers) follow(event)
  }

  /** Resolves when all nodes that start by themselves are up. Time stands still from then on. */
  async started(): Promise<void> {
    await this.#ready.promise
  }

  /** Plays the run: commands as they come, until `end`. */
  readonly play = async (stage: OpenStage): Promise<void> => {
    const aborted = new Promise<never>((_, reject) => {
      stage.signal.addEventListener('abort', () => reject(stage.signal.reason), { once: true })
    })
    aborted.catch(() => {})
    try {
      await stage.started
      await nextInstant(stage)
      this.#stage = stage
      this.#hold()
      this.#ready.resolve(stage)
      await Promise.race([this.#over.promise, aborted])
    } catch (error) {
      this.#ended = messageOf(error)
      this.#ready.reject(new HarnessError(`the run has failed: ${messageOf(error)}`, { cause: error }))
      throw error
    } finally {
      this.#release()
      await Promise.allSettled(this.#faults.map((fault) => fault.undo()))
    }
  }

  end(): void {
    this.#ended ??= 'it was ended'
    this.#release()
    this.#over.resolve()
  }

  get stage(): OpenStage {
    if (this.#stage === null || this.#ended !== null)
      throw new HarnessError(`the run is over: ${this.#ended ?? 'it has not begun'}`)
    return this.#stage
  }

  /** Returns the topology that repeats this session. */
  text(): string {
    return this.#textWith('startTopology', this.#entries)
  }

  /** Returns the plan of that topology. */
  playedPlan(): Promise<Plan> {
    return this.#planOf('topology.yaml', this.text())
  }

  verdict(): Verdict {
    const last = this.events.at(-1)
    if (last === undefined || last.kind === 'run-ended') return verdictOf(this.plan, this.events)
    const end = { ...last, n: last.n + 1, t: this.#stage?.clock.now() ?? last.t }
    return verdictOf(this.plan, [
      ...this.events,
      { ...end, kind: 'run-ended', cause: 'finished', reason: '' },
    ])
  }

  advance(time: number): Promise<void> {
    return this.#command(async ({ clock, signal }) => clock.sleepUntil(clock.now() + time, signal))
  }

  /** `written`: the text that `given` was read from. */
  expect(given: ExpectationNow, written?: WrittenEntry): Promise<ExpectationVerdict> {
    if (given.never === true)
      throw new InputError('`never` lasts until the end of the run: say for how long instead, `for: 10m`')
    return this.#command(async (stage) => {
      const entry = await this.#enter('expect', given, written)
      if (entry.type !== 'expectation') throw new BugError('an expectation was planned as something else')
      await playExpectation(stage, entry, this.#over.promise)
      const verdict = stage.recorder.judge.expectations().find(({ entry: id }) => id === entry.id)
      await nextInstant(stage)
      if (verdict === undefined) throw new BugError(`the run has no ${entry.id}`)
      return verdict
    })
  }

  fault(given: FaultNow, written?: WrittenEntry): Promise<AppliedFault> {
    return this.#command(async (stage) => {
      const entry = await this.#enter('fault', given, written)
      if (entry.type !== 'fault') throw new BugError('a fault was planned as something else')
      const player = new FaultPlayer(stage, entry)
      this.#faults.push(player)
      const failure = await player.apply()
      const appliedAt = stage.clock.now()
      await nextInstant(stage)
      if (failure !== null) throw new HarnessError(`${entry.id}: the fault failed: ${failure}`)
      player.lapse().catch(() => {})
      return {
        player,
        verdict: () => this.#faultVerdict(entry),
        undo: () => this.#undo(player, entry, appliedAt),
      }
    })
  }

  async #undo(player: FaultPlayer, entry: FaultEntryPlan, appliedAt: number): Promise<void> {
    if (!player.lasts || this.#ended !== null) return
    await this.#command(async (stage) => {
      const written = this.#entries[this.plan.timeline.findIndex(({ id }) => id === entry.id)]
      if (written !== undefined) written['for'] = formatDuration(Math.max(1, stage.clock.now() - appliedAt))
      await player.undo()
      await nextInstant(stage)
    })
  }

  #faultVerdict({ id }: FaultEntryPlan): FaultVerdict {
    const verdict = this.#stage?.recorder.judge.faults().find(({ entry }) => entry === id)
    if (verdict === undefined) throw new BugError(`the run has no ${id}`)
    return verdict
  }

  /** Lets time pass while the command is under way. */
  async #command<T>(work: (stage: OpenStage) => Promise<T>): Promise<T> {
    const { stage } = this
    if (this.#busy++ === 0) this.#release()
    try {
      return await work(stage)
    } finally {
      if (--this.#busy === 0 && this.#ended === null) this.#hold()
    }
  }

  #hold(): void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#release = resolve
    this.#stage?.clock.hold(() => promise).catch(() => {})
  }

  /** Adds one entry to the plan, at the current time. Throws {@link InputError} when it is wrong. */
  #enter(word: 'expect' | 'fault', given: object, source?: WrittenEntry): Promise<EntryPlan> {
    const { stage } = this
    const call = source?.name ?? `net.${word}`
    if (!(word in given)) throw new InputError(`${call} takes { ${word}: <kind>, … }`)
    const take = async (): Promise<EntryPlan> => {
      const misplaced = Object.keys(given).find((key) => key === 'at' || key === 'after')
      if (misplaced !== undefined)
        throw new InputError(
          `${call} happens now: remove \`${misplaced}\`, and \`await net.advance('10s')\` before it`,
        )
      const time = formatDuration(stage.clock.now())
      const written = { at: time, ...given }
      const text = this.#textWith(call, [...this.#entries, source?.placeholder ?? written])
      const plan = await (source === undefined
        ? this.#planOf(`${call}(…)`, text)
        : source.plan(text, time, (whole) => this.#planOf(call, whole)))
      const entry = plan.timeline.at(-1)
      if (entry === undefined) throw new BugError('an entry was not planned')
      this.#entries.push(written)
      this.plan = plan
      await stage.add(entry, this.events)
      return entry
    }
    // In sequence: the id of each entry, and its place in the plan, depend on the entries before it.
    const entered = stage.clock.hold(() => this.#entering.then(take))
    this.#entering = entered.catch(() => {})
    return entered
  }

  async #planOf(file: string, text: string): Promise<Plan> {
    const { source, releases } = this.#options
    const plan = await pinPlan(planOf({ file, text }), source.file, releases)
    // No author wrote this text, so its line numbers would mislead.
    return { ...plan, timeline: plan.timeline.map((entry) => ({ ...entry, line: null })) }
  }

  #textWith(call: string, timeline: readonly unknown[]): string {
    return asYaml(call, { ...this.#options.topology, timeline })
  }
}

async function nextInstant({ clock, signal }: OpenStage): Promise<void> {
  await clock.sleepUntil(Math.floor(clock.now()) + 1, signal)
}
