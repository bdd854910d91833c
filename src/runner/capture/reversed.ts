import type { Trail } from '../simulation/network/kernel/trail.ts'

/** Returns the way of an answer by the machine at the end. It passes the same NATs. */
export function reversed({ departing, arriving }: Trail): Trail {
  const back = [...departing, ...arriving].map(({ network, source, destination }) => ({
    network,
    source: destination,
    destination: source,
  }))
  // The network between the two machines is the last before the link.
  const shared = Math.max(0, departing.length - 1)
  return { departing: back.slice(shared).reverse(), arriving: back.slice(0, shared).reverse(), target: null }
}

/** Returns the way of an answer by something between the two machines. */
export function answerTo({ departing }: Trail): Trail {
  return reversed({ departing, arriving: [], target: null })
}
