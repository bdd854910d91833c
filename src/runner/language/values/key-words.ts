/** Other words for keys: those of their definitions, and the usual ones for keys that name nodes. */
import type * as z from 'zod'
import type { KeyPath } from '../text/located.ts'
import { otherWords } from './other-words.ts'
import { keysAt, mappingsAt, neededKeys, rolesOf, schemasAt } from './parameters.ts'

/** Words for a node, whatever it does. */
const anyNode = ['peer', 'node', 'host', 'machine', 'who']

/** Words for a node that acts on another one. */
const sources = ['from', 'source', 'src', 'sender', 'client', 'by', 'dialer']

/** Words for the other one. */
const targets = ['to', 'target', 'dst', 'dest', 'destination', 'server', 'relay', 'receiver', 'remote', 'on']

/** Words for several nodes. */
const several = ['between', 'nodes', 'peers', 'hosts', 'pair']

/** Words for keys that name nodes and that may be left out. */
const optional: Readonly<Record<string, readonly string[]>> = {
  from: sources,
  to: targets,
  via: ['relay', 'through', 'relays'],
  point: ['relay', 'server', 'at'],
  peers: ['peer', 'nodes', 'node', 'clients', 'client', 'of', 'from'],
  node: [...anyNode, ...sources, ...targets, ...several],
  nodes: ['node', ...targets, ...anyNode],
}

/** Returns the possible keys of a mapping at `path`, with other words for each. */
export function keyWordsAt(
  schema: z.core.$ZodType,
  path: KeyPath,
): Readonly<Record<string, readonly string[]>> {
  const forNodes = Object.assign({}, ...mappingsAt(schema, path).map(wordsForNodes))
  return Object.fromEntries(
    keysAt(schema, path).map((key) => [
      key,
      [
        ...schemasAt(schema, [...path, key]).flatMap((one) => otherWords.get(one)?.keys ?? []),
        ...(forNodes[key] ?? []),
      ],
    ]),
  )
}

/** Of two keys that name nodes and are needed, the first one is of the node that acts. */
function wordsForNodes(mapping: z.ZodObject): Readonly<Record<string, readonly string[]>> {
  const named = rolesOf(mapping).flatMap(({ role, key }) =>
    role === 'selector' || role === 'node' || role === 'router' ? [key] : [],
  )
  const needed = neededKeys(mapping).filter((key) => named.includes(key))
  const [first, second] = needed
  const ofNeeded =
    first === undefined
      ? {}
      : second === undefined
        ? { [first]: [...anyNode, ...targets, ...sources, ...several, 'name'] }
        : { [first]: [...sources, ...anyNode], [second]: [...targets, ...anyNode] }
  return { ...Object.fromEntries(named.map((key) => [key, optional[key] ?? []])), ...ofNeeded }
}
