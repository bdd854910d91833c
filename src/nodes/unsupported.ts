/**
 * What was asked of the node and its libp2p release cannot do. Nothing is left out in silence: whoever finds it out
 * says so here, and the agent tells the runner.
 */
const told = new Set<string>()
let listener: ((what: string) => void) | null = null

/** `what` is a clause: "AutoNAT v2 (AutoNAT v1 instead)". */
export function unsupported(what: string): void {
  if (told.has(what)) return
  told.add(what)
  listener?.(what)
}

/** Calls `listen` for all that was told so far and will be. */
export function onUnsupported(listen: (what: string) => void): void {
  listener = listen
  for (const what of told) listen(what)
}
