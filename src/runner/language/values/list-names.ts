import { peerOfRelay } from './relay-in-use.ts'

/** Lists names in a sentence: `alice`, `alice and bob`, `alice, bob and carol`, `12 nodes`, `the relay of alice`. */
export function listNames(given: readonly string[]): string {
  const names = given.map(nameOne)
  if (names.length > 4) return `${names.length} nodes (${names[0]} … ${names.at(-1)})`
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** Lists names as the object of a sentence about `others`: `each other` if both lists are the same. */
export function listOthers(names: readonly string[], others: readonly string[]): string {
  const isSame =
    names.length > 1 && names.length === others.length && names.every((one) => others.includes(one))
  return isSame ? 'each other' : listNames(names)
}

/** Lists nodes and routers. `*` becomes `everybody`. */
export function listMachines(names: readonly string[]): string {
  return listNames(names.map((name) => (name === '*' ? 'everybody' : name)))
}

function nameOne(name: string): string {
  const peer = peerOfRelay(name)
  return peer === null ? name : `the relay of ${peer}`
}
