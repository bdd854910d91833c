import { formatClock } from '../../language/values/format-clock.ts'

/** The run's clock in whole seconds, for lines that are redrawn often. */
export function formatClockShort(milliseconds: number): string {
  return milliseconds < 1000 ? '0s' : formatClock(Math.floor(milliseconds / 1000) * 1000)
}

/** Speed against real time: `x1840`; empty for short runs and for speeds near 1. */
export function formatSpeed(clock: number, wall: number): string {
  if (wall < 100 || clock < 1000) return ''
  const speed = clock / wall
  return speed < 1.5 ? '' : `x${speed < 10 ? speed.toFixed(1) : Math.round(speed)}`
}
