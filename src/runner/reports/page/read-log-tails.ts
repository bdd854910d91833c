import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { type DatedLine, timesPath } from '../../../base/dated-line.ts'
import type { LogTail } from './report-data.ts'

/** Limit for all tails together, however many nodes there are. */
const totalBytes = 256 * 1024
const mostBytes = 16 * 1024
const leastBytes = 1024

/** Reads the last lines of each node's log. Nodes without a log or output are left out. */
export function readLogTails(
  nodes: readonly string[],
  pathOf: (node: string) => string | null,
): readonly LogTail[] {
  const share = Math.floor(totalBytes / Math.max(1, nodes.length))
  const limit = Math.max(leastBytes, Math.min(mostBytes, share))
  return nodes.flatMap((node) => {
    const path = pathOf(node)
    const tail = path === null ? null : readTail(path, limit)
    if (path === null || tail === null) return []
    // Each line is there with its time, as JSON.
    const dated = readTail(timesPath(path), limit * 4)
    return [{ node, ...tail, ...(dated === null ? {} : { times: timesOf(tail.lines, dated.lines) }) }]
  })
}

/** The time of each line. Lines are in another order where a node prints on two descriptors. */
function timesOf(lines: readonly string[], dated: readonly string[]): readonly (number | null)[] {
  const times = new Map<string, number[]>()
  for (const text of dated) {
    const read = parsed(text)
    if (read !== null) times.set(read.line, [...(times.get(read.line) ?? []), read.t])
  }
  // The last lines of both files belong together.
  return lines
    .toReversed()
    .map((line) => times.get(line)?.pop() ?? null)
    .toReversed()
}

function parsed(text: string): DatedLine | null {
  try {
    const { t, line } = JSON.parse(text) as Partial<DatedLine>
    return typeof t === 'number' && typeof line === 'string' ? { t, line } : null
  } catch {
    // The run ended in the middle of a line.
    return null
  }
}

function readTail(path: string, limit: number): Omit<LogTail, 'node'> | null {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch {
    return null
  }
  try {
    const { size } = fstatSync(fd)
    if (size === 0) return null
    const start = Math.max(0, size - limit)
    const bytes = Buffer.alloc(size - start)
    readSync(fd, bytes, 0, bytes.length, start)
    // Leave out the line that the limit cut, unless it is the only one.
    const cut = start === 0 ? 0 : bytes.indexOf(0x0a) + 1
    const text = bytes.subarray(cut === bytes.length ? 0 : cut).toString('utf8')
    return { lines: text.replace(/\n$/, '').split('\n'), omitted: cut === bytes.length ? start : start + cut }
  } finally {
    closeSync(fd)
  }
}
