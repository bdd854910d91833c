/** Tells helpers of test frameworks where results are, so that they can show them when the test fails. */
import { resolve } from 'node:path'

type Listener = (folder: string) => void

/** One for the whole process: the helpers may have been loaded from another copy of this file. */
const key = Symbol.for('libp2p-topo/results')
const shared = globalThis as { [key]?: Set<Listener> }

function listeners(): Set<Listener> {
  shared[key] ??= new Set()
  return shared[key]
}

export function announceRun(folder: string): void {
  for (const listener of listeners()) listener(resolve(folder))
}

/** Returns what ends it. */
export function onRun(listener: Listener): () => void {
  listeners().add(listener)
  return () => listeners().delete(listener)
}
