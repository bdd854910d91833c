/** The paths in a topology begin at the folder of its file, so they change when the topology moves. */
import { type Document, isAlias, parseDocument } from 'yaml'
import { nodeKinds } from '../node-kinds/registry.ts'
import { localPrefix } from '../values/libp2p-release.ts'

type PathKeys = readonly string[]

interface NamedPath {
  readonly at: PathKeys
  readonly path: string
  /** The text before the path. */
  readonly prefix: string
}

type NewPath = (path: string) => string

/** Returns a topology with other paths. A text without paths stays as it is. */
export function withMovedPaths(text: string, move: NewPath): string {
  const document = parseDocument(text, { version: '1.2', merge: true })
  return movePaths(document, move) === 0 ? text : document.toString({ lineWidth: 0 })
}

/** Replaces each path in a topology: modules, folders of programs, checkouts of libp2p. Returns their number. */
export function movePaths(document: Document, move: NewPath): number {
  const topology: unknown = document.toJS()
  const paths = [...pathsOfNodes(topology), ...variedPaths(topology), ...releases(topology)]
  for (const { at, path, prefix } of paths) {
    resolveAliases(document, at)
    document.setIn(at, prefix + move(path))
  }
  return paths.length
}

/** The keys of a node, of any kind, that are paths. */
const pathKeys: readonly string[] = Object.values(nodeKinds).flatMap(({ paths }) => paths)

function pathsOfNodes(topology: unknown): readonly NamedPath[] {
  return entriesOf(Object(topology).nodes).flatMap(([name, node]) => {
    // A program without a folder runs in that of the topology.
    const cwd = 'command' in Object(node) ? { cwd: '.' } : {}
    return entriesOf({ ...cwd, ...Object(node) }).flatMap(([key, value]) =>
      pathKeys.includes(key) ? textsIn(value, ['nodes', name, key]) : [],
    )
  })
}

/** `vary: { alice.module: [./a.ts, ./b.ts] }` */
function variedPaths(topology: unknown): readonly NamedPath[] {
  return entriesOf(Object(topology).vary).flatMap(([path, values]) => {
    const key = path.split('.').at(-1) ?? ''
    const texts = textsIn(values, ['vary', path])
    return pathKeys.includes(key) ? texts : texts.flatMap(releaseIn)
  })
}

/** Values that topo only hands to the program of a node. */
const opaque: readonly string[] = ['with', 'env']

/** `libp2p: local:../js-libp2p`, at any depth. */
function releases(value: unknown, at: PathKeys = []): readonly NamedPath[] {
  return entriesOf(value).flatMap(([key, child]) => {
    if (opaque.includes(key)) return []
    return key === 'libp2p' ? textsIn(child, [...at, key]).flatMap(releaseIn) : releases(child, [...at, key])
  })
}

function releaseIn({ at, path }: NamedPath): readonly NamedPath[] {
  return path.startsWith(localPrefix)
    ? [{ at, path: path.slice(localPrefix.length), prefix: localPrefix }]
    : []
}

/** Returns a text, or the texts of a list. */
function textsIn(value: unknown, at: PathKeys): readonly NamedPath[] {
  if (typeof value === 'string') return [{ at, path: value, prefix: '' }]
  return Array.isArray(value) ? entriesOf(value).flatMap(([key, one]) => textsIn(one, [...at, key])) : []
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

/** Gives each part on the way a value of its own. */
function resolveAliases(document: Document, at: PathKeys): void {
  for (let depth = 1; depth < at.length; depth += 1) {
    const way = at.slice(0, depth)
    const part = document.getIn(way, true)
    if (isAlias(part)) document.setIn(way, part.resolve(document)?.clone())
  }
}
