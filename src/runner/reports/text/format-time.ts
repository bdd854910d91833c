import { formatClock } from '../../language/values/format-clock.ts'

/** The run's clock in whole seconds, for what is redrawn all the time. */
export function formatClockShort(milliseconds: number): string {
  return milliseconds < 1000 ? '0s' : formatClock(Math.floor(milliseconds / 1000) * 1000)
}

/** How much faster than life the run goes: `x1840`; empty when that says nothing. */
export function formatSpeed(clock: number, wall: number): string {
  if (wall < 100 || clock < 1000) return ''
  const speed = clock / wall
  return speed < 1.5 ? '' : `x${speed < 10 ? speed.toFixed(1) : Math.round(speed)}`
}
