import type { Holding } from './run-summary.ts'

type Thing = Pick<Holding, 'kind' | 'node' | 'relay'>

/** A key that is equal for the same thing on two sides. */
export function holdingKey({ kind, node, relay }: Thing): string {
  return [kind, node, relay].join(' ')
}

/** `alice’s reservation on boot`. With `isAmbiguous`, the name of an address includes its relay. */
export function nameOfHolding({ kind, node, relay }: Thing, isAmbiguous: boolean): string {
  switch (kind) {
    case 'address':
      if (relay === null) return `${node}’s direct address`
      return `${node}’s relayed address${isAmbiguous ? ` through ${relay}` : ''}`
    case 'reservation':
      return `${node}’s reservation on ${relay}`
    case 'connection':
      return `${node}’s connection to ${relay}`
  }
}
