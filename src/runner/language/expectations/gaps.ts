import { formatClock } from '../values/format-clock.ts'
import { formatDuration } from '../values/format-duration.ts'

/** Formats a limit: `, without a gap` or `, without a gap of more than 2m`. */
export function describeGapLimit(limit: number | null): string {
  if (limit === null) return ''
  return limit === 0 ? ', without a gap' : `, without a gap of more than ${formatDuration(limit)}`
}

/** Measures the gaps in the presence of something, from its first presence on. */
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

  /** True if all gaps that have ended are within the limit. */
  areWithin(limit: number | null): boolean {
    return limit === null || this.#longest <= limit
  }

  /** Length of the longest gap until `now`, an open one included. */
  longestAt(now: number): number {
    return Math.max(this.#longest, this.#lostAt === null ? 0 : now - this.#lostAt)
  }

  /** Formats the longest gap as `, longest gap 2s`, if there is a limit. */
  describe(limit: number | null): string {
    return limit === null ? '' : `, longest gap ${formatClock(this.#longest)}`
  }
}
