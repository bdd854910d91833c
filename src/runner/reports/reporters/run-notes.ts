import type { TopoEvent } from '../../../events/event.ts'
import type { Plan } from '../../language/plan/plan.ts'
import type { RunInfo } from '../../results/run-info.ts'
import { RunWords } from '../text/run-words.ts'
import { vocabularyOf } from '../text/vocabulary-of.ts'
import { Stories } from './stories.ts'

type NodeFailed = Extract<TopoEvent, { kind: 'node-failed' }>

/** Notes that a report takes during a run, beside the verdict. */
export class RunNotes {
  readonly plan: Plan
  readonly info: RunInfo
  readonly stories: Stories
  readonly words: RunWords
  readonly failures: NodeFailed[] = []
  #first: number | null = null
  #last = 0
  readonly #wallOf = new Map<string, number>()
  #settled: number | null = null

  constructor(plan: Plan, info: RunInfo) {
    this.plan = plan
    this.info = info
    this.words = new RunWords(vocabularyOf(plan))
    this.stories = new Stories(plan, (event) => this.words.tell(event))
  }

  push(event: TopoEvent, settled: readonly string[]): void {
    this.stories.push(event, settled)
    if (event.kind === 'node-failed') this.failures.push(event)
    const time = Date.parse(String(event.wall['time']))
    if (Number.isNaN(time)) return
    this.#first ??= time
    this.#last = time
    if (settled.length === 0) return
    const share = (time - (this.#settled ?? this.#first)) / settled.length
    for (const entry of settled) this.#wallOf.set(entry, share)
    this.#settled = time
  }

  /** Start of the run; null for a log without events. */
  get started(): Date | null {
    return this.#first === null ? null : new Date(this.#first)
  }

  /** Milliseconds of wall time from the first event to the last. */
  get wall(): number {
    return this.#first === null ? 0 : this.#last - this.#first
  }

  /**
   * Milliseconds of wall time in which the run waited for an entry: those since the entry before it was settled. So all
   * of them together are the time until the last one.
   */
  wallOf(entry: string): number {
    return this.#wallOf.get(entry) ?? 0
  }
}
