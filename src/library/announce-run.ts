/** Tells helpers of test frameworks the results folder, so that they can show it when the test fails. */
import { resolve } from 'node:path'

type RunListener = (folder: string) => void

/** Shared by the process: a test framework may load its helpers from another copy of this file. */
const key = Symbol.for('libp2p-topo/results')
const shared = globalThis as { [key]?: Set<RunListener> }

function listeners(): Set<RunListener> {
  shared[key] ??= new Set()
  return shared[key]
}

export function announceRun(folder: string): void {
  for (const listener of listeners()) listener(resolve(folder))
}

/** Returns a function that removes the listener. */
export function onRun(listener: RunListener): () => void {
  listeners().add(listener)
  return () => listeners().delete(listener)
}
