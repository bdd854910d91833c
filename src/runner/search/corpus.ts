/** The corpus of a search: a folder with a file for each timeline that did something new. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { isNode, isSeq, LineCounter, parseDocument } from 'yaml'
import { InputError, messageOf } from '../../base/errors.ts'
import { closest } from '../language/diagnostics/suggest.ts'
import { faults as faultKinds } from '../language/faults/registry.ts'
import { prepareFolder } from '../results/results-folder.ts'
import type { Drawn } from './drawn.ts'

const example = '[{ "fault": "pause", "at": 60000, "keys": { "node": "boot" }, "down": 1000 }]'

/**
 * Reads the timelines of a corpus, in the order of their names. Timelines of other files are left out later. Throws
 * {@link InputError} for a file that is no timeline.
 */
export function readCorpus(folder: string): readonly Drawn[] {
  prepareFolder(folder, '--corpus')
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((name) => readTimeline(path.join(folder, name)))
}

function readTimeline(file: string): Drawn {
  const lines = new LineCounter()
  const document = parseDocument(readText(file), { lineCounter: lines, prettyErrors: false })
  const fail = (offset: number, why: string) => {
    const { line, col } = lines.linePos(offset)
    return new InputError(
      `${file}:${line}:${col}: ${why}. A file of a corpus is a timeline, such as ${example}: delete the file, and the search goes on without it`,
    )
  }
  const [mistake] = document.errors
  if (mistake !== undefined) throw fail(mistake.pos[0], `this is no JSON: ${mistake.message}`)
  const { contents } = document
  if (!isSeq(contents)) throw fail(contents?.range?.[0] ?? 0, 'this is no list of faults')
  const wrong = contents.items.flatMap((item) => {
    const why = mistakeIn(isNode(item) ? item.toJS(document) : item)
    return why === null ? [] : [fail(isNode(item) ? (item.range?.[0] ?? 0) : 0, why)]
  })
  if (wrong[0] !== undefined) throw wrong[0]
  return document.toJS() as Drawn
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new InputError(`${file} cannot be read: ${messageOf(error)}`)
  }
}

/** Returns the mistake in a fault; null: it has none. Its keys are checked with the rest of its topology. */
function mistakeIn(value: unknown): string | null {
  const { fault, at, keys, down } = Object(value)
  if (typeof fault !== 'string') return 'this fault has no `fault`'
  if (!Object.hasOwn(faultKinds, fault)) {
    const near = closest(fault, Object.keys(faultKinds))
    return `there is no fault "${fault}"${near === null ? '' : `; did you mean "${near}"`}`
  }
  if (typeof at !== 'number') return '`at` is the start of the fault, in milliseconds'
  if (typeof down !== 'number') return '`down` is a number of milliseconds'
  return typeof keys === 'object' && keys !== null ? null : '`keys` are the other keys of the fault'
}
