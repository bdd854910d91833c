import { messageOf } from '../../../base/errors.ts'
import type { SaidEvent } from '../../../events/event.ts'
import type { Pattern } from '../../language/values/pattern.ts'
import { metricsUrl } from './metrics-place.ts'
import type { ToldEvents } from './told-events.ts'

/** The news that topo finds in the output of one process of a program, beside its addresses. */
export class OutputFindings {
  readonly #metrics: readonly Pattern[]
  readonly #told: ToldEvents
  #metricsUrl: string | null = null

  /** `metrics`: patterns with one group, the place of its metrics. */
  constructor(metrics: readonly Pattern[], told: ToldEvents) {
    this.#metrics = metrics
    this.#told = told
  }

  /** The latest place of its metrics; null: it has printed none. */
  get metricsUrl(): string | null {
    return this.#metricsUrl
  }

  take(line: string): readonly SaidEvent[] {
    return [...this.#findMetrics(line), ...this.#told.take(line)]
  }

  #findMetrics(line: string): readonly SaidEvent[] {
    for (const pattern of this.#metrics) {
      const found = pattern.firstGroup(line)
      if (found === null) continue
      try {
        this.#metricsUrl = metricsUrl(found)
      } catch (error) {
        return [{ kind: 'note', text: messageOf(error) }]
      }
    }
    return []
  }
}
