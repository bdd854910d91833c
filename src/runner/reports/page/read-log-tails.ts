import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
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
    return tail === null ? [] : [{ node, ...tail }]
  })
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
