/**
 * Finds lines by which a program on fabric host says that 127.0.0.1 is no address for it. Production's relay lists only
 * global addresses in a reservation, and rust-libp2p's client refuses a reservation without any.
 */

const drops = String.raw`(?<!\bnot )\b(?:ignor|skipp?|discard|reject|dropp)(?:ed|ing)\b`
const addresses = String.raw`(?:multi)?addr(?:s|ess|esses)?\b`
const kind = '(?:loopback|non-?global|non-?public|unroutable)'
const notGlobal = [
  String.raw`\bnot (?:a )?global(?:ly)?\b`,
  String.raw`\bnot (?:a )?public(?:ly)? (?:addr|ip\b|reachable|routable|dialable)`,
  String.raw`\b(?:is|:) (?:an? )?${kind}\b`,
].join('|')
const loopback = String.raw`/ip4/127\.\S*`

/** Each names an address, and says that it does not count. */
const signs: readonly RegExp[] = [
  'NoAddressesInReservation',
  // "skipping loopback address", "loopback addresses are ignored"
  `${drops} (?:\\w+ ){0,2}${kind} (?:\\w+ )?${addresses}`,
  `\\b${kind} (?:\\w+ )?${addresses}[^;]{0,80}${drops}`,
  // "ignoring /ip4/127.0.0.1/tcp/1: not a global address", "/ip4/127.0.0.1/tcp/1 is not globally reachable, ignoring it"
  `${drops}[^;]{0,60}${loopback}[^;]{0,40}(?:${notGlobal})`,
  `${loopback}[^;]{0,40}(?:${notGlobal})[^;]{0,60}${drops}`,
  `${drops} (?:observed|external) ${addresses}:? ${loopback}`,
].map((sign) => new RegExp(sign, 'i'))

/** Reasons that have nothing to do with 127.0.0.1. */
const otherReason = /\b(?:already|duplicate|known)\b/i

/** Returns a function that takes the lines of a program, and tells the first one that is a sign. */
export function loopbackWatch(tell: (line: string) => void): (line: string) => void {
  let isTold = false
  return (line) => {
    if (isTold || otherReason.test(line) || !signs.some((sign) => sign.test(line))) return
    isTold = true
    tell(line.trim().slice(0, 300))
  }
}
