import type { SearchPlan } from '../language/plan/load-search.ts'
import type { Plan } from '../language/plan/plan.ts'
import { type Candidate, candidateOf, type Template } from './candidate.ts'
import type { Drawn } from './drawn.ts'
import { Lanes } from './lanes.ts'
import type { Memory } from './memory.ts'
import { type Played, play } from './play.ts'

export interface RunsOptions {
  readonly search: Pick<SearchPlan, 'sometimes'>
  readonly template: Template
  /** Returns the plan of a text; null: it has a mistake. */
  readonly load: (text: string) => Plan | null
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
  readonly #loaded = new Map<string, Plan | null>()
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
      const plan = this.#load(text)
      if (plan === null) throw new Error('a topology with a mistake was to be run')
      return this.#options.pin(plan)
    })
  }

  /** Runs a plan that is not of the search. */
  runPlan(text: string, plan: Plan): Promise<Played> {
    return this.#once(text, async () => plan)
  }

  #load(text: string): Plan | null {
    let plan = this.#loaded.get(text)
    if (plan === undefined) {
      plan = this.#options.load(text)
      if (this.#loaded.size > mostLoaded) this.#loaded.clear()
      this.#loaded.set(text, plan)
    }
    return plan
  }

  async #once(text: string, planned: () => Promise<Plan>): Promise<Played> {
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

  async #make(text: string, planned: () => Promise<Plan>): Promise<Played> {
    const { memory, folder, signal, search, play: run = play } = this.#options
    signal.throwIfAborted()
    const result = await run({ plan: await planned(), sometimes: search.sometimes, folder, signal })
    this.made += 1
    this.virtualTime += result.duration
    memory.set(text, result)
    return result
  }
}
