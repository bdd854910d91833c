/**
 * Requests to the node that its libp2p release cannot meet. No request is ignored silently: the code that notices it
 * reports it here, and the agent tells the runner.
 */
import { topoControl } from '../sandbox/control.ts'

interface Reports {
  readonly told: Set<string>
  listener: ((what: string) => void) | null
}

/** A process without a sandbox has one node. */
const theOnly = {}
const reportsOf = new WeakMap<object, Reports>()

/** Reports a request of the node whose code runs, once. `what` is a clause: "AutoNAT v2 (AutoNAT v1 instead)". */
export function unsupported(what: string): void {
  const { told, listener } = ofPresentNode()
  if (told.has(what)) return
  told.add(what)
  listener?.(what)
}

/** Calls `listen` for all reports of the node whose code runs, earlier and later ones. */
export function onUnsupported(listen: (what: string) => void): void {
  const reports = ofPresentNode()
  reports.listener = listen
  for (const what of reports.told) listen(what)
}

function ofPresentNode(): Reports {
  const node = topoControl() ?? theOnly
  const known = reportsOf.get(node) ?? { told: new Set(), listener: null }
  reportsOf.set(node, known)
  return known
}
