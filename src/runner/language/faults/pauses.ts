/** Pauses that overlap: a node sleeps until the last of them has ended, or something resumes it. */
import type { NodeHandle } from '../../simulation/node-handle.ts'

/** The pauses that keep a node asleep, from the one that froze it on. */
const inForce = new WeakMap<NodeHandle, Set<object>>()

/** Whether this is what froze the node. */
export function pauseNode(handle: NodeHandle, pause: object): boolean {
  if (handle.status === 'paused') inForce.get(handle)?.add(pause)
  if (handle.status !== 'running') return false
  // Whatever else was in force has ended with a `resume`, or with the process.
  inForce.set(handle, new Set([pause]))
  handle.pause()
  return true
}

/** Whether this is what woke the node. */
export function endPause(handle: NodeHandle, pause: object): boolean {
  const pauses = inForce.get(handle)
  return pauses?.delete(pause) === true && pauses.size === 0 && resumeNode(handle)
}

/** Ends every pause of the node. */
export function resumeNode(handle: NodeHandle): boolean {
  if (handle.status !== 'paused') return false
  handle.resume()
  return true
}
