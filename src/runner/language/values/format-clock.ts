import { formatDuration } from './format-duration.ts'

/**
 * A time of a run, or a length that was measured in one, for people: 72250 -> `1m 12.25s`. What a topology says is told
 * as it says it, by {@link formatDuration}.
 */
export function formatClock(milliseconds: number): string {
  const rounded = milliseconds < 1 ? 0 : Math.round(milliseconds)
  return formatDuration(rounded).replace(/(?<=[dhm])(?=\d)/g, ' ')
}
