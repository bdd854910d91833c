import { formatDuration } from './format-duration.ts'

/**
 * Formats a time or a measured duration of a run for people: 72250 -> `1m 12.25s`. For a duration of a topology use
 * {@link formatDuration}.
 */
export function formatClock(milliseconds: number): string {
  const rounded = milliseconds < 1 ? 0 : Math.round(milliseconds)
  return formatDuration(rounded).replace(/(?<=[dhm])(?=\d)/g, ' ')
}
