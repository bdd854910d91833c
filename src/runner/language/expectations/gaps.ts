import { formatClock } from '../values/format-clock.ts'
import { formatDuration } from '../values/format-duration.ts'

/** `, without a gap`, `, without a gap of more than 2m`: the limit as an expectation tells it. */
export function describeGapLimit(limit: number | null): string {
  if (limit === null) return ''
  return limit === 0 ? ', without a gap' : `, without a gap of more than ${formatDuration(limit)}`
}

/** The times during which something was not there that had been there before. */
export class Gaps {
  #there = false
  #lostAt: number | null = null
  #longest = 0

  push(there: boolean, at: number): void {
    if (there && this.#lostAt !== null) {
      this.#longest = Math.max(this.#longest, at - this.#lostAt)
      this.#lostAt = null
    }
    if (!there && this.#there) this.#lostAt = at
    this.#there = there
  }

  /** Whether none was longer; one that has not ended yet does not count. */
  areWithin(limit: number | null): boolean {
    return limit === null || this.#longest <= limit
  }

  /** The longest until `now`, one that has not ended included. */
  longestAt(now: number): number {
    return Math.max(this.#longest, this.#lostAt === null ? 0 : now - this.#lostAt)
  }

  /** `, longest gap 2s` when there is a limit. */
  describe(limit: number | null): string {
    return limit === null ? '' : `, longest gap ${formatClock(this.#longest)}`
  }
}
