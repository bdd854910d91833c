/**
 * Requests to the node that its libp2p release cannot meet. No request is ignored silently: the code that notices it
 * reports it here, and the agent tells the runner.
 */
const told = new Set<string>()
let listener: ((what: string) => void) | null = null

/** Reports a request, once. `what` is a clause: "AutoNAT v2 (AutoNAT v1 instead)". */
export function unsupported(what: string): void {
  if (told.has(what)) return
  told.add(what)
  listener?.(what)
}

/** Calls `listen` for all reports, earlier and later ones. */
export function onUnsupported(listen: (what: string) => void): void {
  listener = listen
  for (const what of told) listen(what)
}
