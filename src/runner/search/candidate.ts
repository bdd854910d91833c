/** A topology that a search runs: the file of the search with a timeline in place of `search`. */
import { type Document, isMap, parseDocument } from 'yaml'
import { BugError } from '../../base/errors.ts'
import type { Drawn } from './drawn.ts'
import type { CandidateShape, Expected, YamlEntry } from './timeline.ts'
import { timelineOf } from './timeline.ts'

/** A run to be made. Two equal candidates are the same run. */
export interface Candidate {
  readonly faults: Drawn
  /** Parts of the file that it does without: `nodes.carol`, `nodes.alice.connect`. */
  readonly without: readonly (readonly string[])[]
  readonly only: CandidateShape['only']
  /** True: its faults may change nothing. */
  readonly isHarmless: boolean
  /** Other values for keys of the expectation `only`. */
  readonly narrowed: CandidateShape['narrowed']
}

export function candidateOf(faults: Drawn): Candidate {
  return { faults, without: [], only: null, isHarmless: true, narrowed: {} }
}

/** The file of a search, from which candidates are made. */
export class Template {
  readonly #text: string
  readonly #expected: Expected

  constructor(text: string, expected: Expected) {
    this.#text = text
    this.#expected = expected
  }

  /** Returns the text of the topology. */
  textOf(candidate: Candidate): string {
    return this.documentOf(candidate).toString({ lineWidth: 120 })
  }

  /** Returns the topology as a document, to change more of it. */
  documentOf({ faults, without, ...options }: Candidate): Document.Parsed {
    const document = parseDocument(this.#text, { version: '1.2', merge: true })
    for (const path of without) document.deleteIn(path)
    for (const key of ['routers', 'dns']) if (isEmpty(document.get(key))) document.delete(key)
    document.delete('search')
    document.set('timeline', entriesOf(document, timelineOf(this.#expected, faults, options)))
    return document
  }

  /** Returns the paths of all parts that a candidate may do without, the largest first. */
  parts(): readonly (readonly string[])[] {
    const document = parseDocument(this.#text, { version: '1.2', merge: true })
    const keysAt = (...path: readonly string[]): readonly string[] => {
      const found = document.getIn(path)
      return isMap(found) ? found.items.map(({ key }) => String(key)) : []
    }
    const nodes = keysAt('nodes').map((name) => ['nodes', name])
    const routers = keysAt('routers').map((name) => ['routers', name])
    const keys = nodes.flatMap((path) => keysAt(...path).map((key) => [...path, key]))
    const top = ['links', 'dns', 'stagger'].filter((key) => document.has(key)).map((key) => [key])
    const kept = new Set(['kind', 'module', 'command'])
    return [...nodes, ...routers, ...top, ...keys.filter((path) => !kept.has(path.at(-1) ?? ''))]
  }
}

function isEmpty(value: unknown): boolean {
  return isMap(value) && value.items.length === 0
}

function entriesOf(document: Document, entries: readonly YamlEntry[]) {
  const list = document.createNode(entries, { aliasDuplicateObjects: false })
  if (!('items' in list) || !Array.isArray(list.items)) throw new BugError('a timeline is no list')
  for (const item of list.items) if (isMap(item)) item.flow = true
  return list
}
