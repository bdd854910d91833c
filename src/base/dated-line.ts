/** A line in the file of times: a line that a node printed, and the time of the run's clock, in milliseconds. */
export interface DatedLine {
  readonly t: number
  readonly line: string
}

/** The file with the times of the lines in a node's log: `nodes/alice.times` beside `nodes/alice.log`. */
export function timesPath(log: string): string {
  return log.replace(/\.log$/, '.times')
}
