import { BugError } from '../../base/errors.ts'
import type { SearchPlan } from '../language/plan/load-search.ts'
import type { Plan } from '../language/plan/plan.ts'
import { type Candidate, candidateOf, type Template } from './candidate.ts'
import { differenceOf, type ReleasePair } from './difference.ts'
import type { Drawn } from './drawn.ts'
import { Lanes } from './lanes.ts'
import type { Memory } from './memory.ts'
import { type Played, play } from './play.ts'

export interface RunsOptions {
  readonly search: Pick<SearchPlan, 'sometimes'>
  readonly template: Template
  /** Returns the plan of a text for each release that runs it; null: it has a mistake. */
  readonly load: (text: string) => readonly Plan[] | null
  /** The two releases that run each candidate, to find differences; default: there is only one. */
  readonly pair?: ReleasePair | null
  /** Returns the plan with exact releases and absolute paths. */
  readonly pin: (plan: Plan) => Promise<Plan>
  readonly memory: Memory
  readonly folder: string
  /** Number of runs at once. */
  readonly jobs: number
  readonly signal: AbortSignal
  /** Default: runs it. */
  readonly play?: typeof play
}

const mostLoaded = 200

/** Runs candidates, each once. */
export class Runs {
  readonly jobs: number
  /** Milliseconds of virtual time that were run. */
  virtualTime = 0
  /** Number of runs, without those whose result was known. */
  made = 0
  readonly #options: RunsOptions
  readonly #lanes: Lanes
  /** Plans of late: a candidate is checked before it runs. */
  readonly #loaded = new Map<string, readonly Plan[] | null>()
  readonly #running = new Map<string, Promise<Played>>()

  constructor(options: RunsOptions) {
    this.#options = options
    this.jobs = options.jobs
    this.#lanes = new Lanes(options.jobs)
  }

  isValid(candidate: Candidate): boolean {
    return this.#load(this.#options.template.textOf(candidate)) !== null
  }

  hasValid(faults: Drawn): boolean {
    return this.isValid(candidateOf(faults))
  }

  run(candidate: Candidate): Promise<Played> {
    return this.runText(this.#options.template.textOf(candidate))
  }

  /** Rejects when the search is over, and for a text with a mistake. */
  async runText(text: string): Promise<Played> {
    return this.#once(text, async () => {
      const plans = this.#load(text)
      if (plans === null) throw new Error('a topology with a mistake was to be run')
      return Promise.all(plans.map(this.#options.pin))
    })
  }

  /** Runs a plan that is not of the search. */
  runPlan(text: string, plan: Plan): Promise<Played> {
    return this.#once(text, async () => [plan])
  }

  #load(text: string): readonly Plan[] | null {
    let plans = this.#loaded.get(text)
    if (plans === undefined) {
      plans = this.#options.load(text)
      if (this.#loaded.size > mostLoaded) this.#loaded.clear()
      this.#loaded.set(text, plans)
    }
    return plans
  }

  async #once(text: string, planned: () => Promise<readonly Plan[]>): Promise<Played> {
    const known = this.#options.memory.get(text)
    if (known !== undefined) return known
    const running = this.#running.get(text) ?? this.#lanes.run(() => this.#make(text, planned))
    this.#running.set(text, running)
    try {
      return await running
    } finally {
      this.#running.delete(text)
    }
  }

  async #make(text: string, planned: () => Promise<readonly Plan[]>): Promise<Played> {
    const { memory, folder, signal, search, pair = null, play: run = play } = this.#options
    signal.throwIfAborted()
    const results: Played[] = []
    for (const plan of await planned()) {
      results.push(await run({ plan, sometimes: search.sometimes, folder, signal }))
      this.made += 1
    }
    const [first, second] = results
    if (first === undefined) throw new BugError('a candidate has no plan')
    const result = pair === null || second === undefined ? first : differenceOf(pair, [first, second])
    this.virtualTime += result.duration
    memory.set(text, result)
    return result
  }
}
