/**
 * Finds lines by which a program on fabric host says that 127.0.0.1 is no address for it. Production's relay lists only
 * global addresses in a reservation, and rust-libp2p's client refuses a reservation without any.
 */

const signs: readonly RegExp[] = [
  /NoAddressesInReservation/,
  /\b(?:ignor|skip|discard|reject)\w*\b.{0,80}\b(?:loopback|localhost|non-?global|not (?:a )?global|not globally|not (?:a )?public|unroutable)\b/i,
  /\b(?:loopback|non-?global|not (?:a )?global|not globally|not (?:a )?public|unroutable)\b.{0,120}\b(?:ignor|skip|discard|reject)\w*/i,
  /\b(?:ignor|skip|discard|reject)\w* (?:[a-z]+:? ){0,4}\/ip4\/127\./i,
]

/** Returns a function that takes the lines of a program, and tells the first one that is a sign. */
export function loopbackWatch(tell: (line: string) => void): (line: string) => void {
  let isTold = false
  return (line) => {
    if (isTold || !signs.some((sign) => sign.test(line))) return
    isTold = true
    tell(line.trim().slice(0, 300))
  }
}
