/** Reads `vary:` of a file, and `--vary` of a command, which is written and read like a file of its own. */
import type { DiagnosedFile, Diagnostic, Span } from '../../../../base/errors.ts'
import { problem } from '../../diagnostics/diagnose.ts'
import { show, typeOf } from '../../diagnostics/explain.ts'
import { isMapping, type Located } from '../../text/located.ts'
import { readYaml } from '../../yaml/yaml-document.ts'
import { treeOf } from '../../yaml/yaml-tree.ts'
import { headerSchema } from '../header-schema.ts'
import { valueText } from './setting.ts'

/** A path, and the values that it has one after the other. */
export interface Factor {
  readonly path: string
  readonly span: Span
  readonly values: readonly Located[]
}

interface ReadFactors {
  readonly factors: readonly Factor[]
  readonly diagnostics: readonly Diagnostic[]
}

/** The path of the seed: its values are samples of one combination. */
export const seedPath = 'seed'

/** The name that stands for the settings of the command in messages. */
export const commandName = '--vary'

export const mostSeeds = 10_000

/** Reads a mapping from paths to values. */
export function readVary(text: string, source: Located | undefined): ReadFactors {
  if (source === undefined || source.value === null) return { factors: [], diagnostics: [] }
  if (!isMapping(source)) {
    const message = `\`vary\` is a mapping from paths to values, but this is ${typeOf(source.value)}`
    const hint = 'write vary: { boot.relay.reservationDuration: [10m, 1h] }'
    return { factors: [], diagnostics: [problem('wrong-type', source.key ?? source.span, message, hint)] }
  }
  const diagnostics: Diagnostic[] = []
  const factors = [...source.children].flatMap(([key, list]): readonly Factor[] => {
    const path = String(key)
    if (isMapping(list)) {
      diagnostics.push(nested(path, list))
      return []
    }
    const at = list.key ?? list.span
    const start = text.indexOf(path, at.start)
    const span = start < 0 || start > at.end ? at : { start, end: start + path.length }
    const items = Array.isArray(list.value) ? [...list.children.values()] : [list]
    const values = path === seedPath ? items.flatMap((item) => seedsOf(item, diagnostics)) : items
    if (items.length === 0) {
      const hint = `write ${path}: [one, another]`
      diagnostics.push(problem('missing-key', at, `${show(path)} has no values`, hint))
    }
    return [{ path, span, values: [...new Map(values.map((one) => [valueText(one), one])).values()] }]
  })
  return { factors, diagnostics }
}

function nested(path: string, source: Located): Diagnostic {
  const message = `${show(path)} has a mapping, but a path of \`vary\` has a list of values`
  const { path: whole, value } = firstLeaf(path, source)
  const values = Array.isArray(value) ? value : [value, 'another']
  return problem('wrong-type', source.key ?? source.span, message, `write ${whole}: [${values.join(', ')}]`)
}

/** Returns the first value of a mapping of mappings, and its whole path. */
function firstLeaf(path: string, source: Located): { readonly path: string; readonly value: unknown } {
  const [first] = source.children
  if (!isMapping(source) || first === undefined) return { path, value: source.value }
  return firstLeaf(`${path}.${String(first[0])}`, first[1])
}

/** `1-20` stands for each number from 1 to 20. */
function seedsOf(item: Located, diagnostics: Diagnostic[]): readonly Located[] {
  const [, first, last] = /^(\d+)-(\d+)$/.exec(String(item.value)) ?? []
  if (first !== undefined && last !== undefined) {
    const [from, to] = [Number(first), Number(last)]
    if (to >= from && to - from < mostSeeds && Number.isSafeInteger(to))
      return Array.from({ length: to - from + 1 }, (_, index) => ({ ...item, value: from + index }))
  }
  if (headerSchema.shape.seed.safeParse(item.value).success) return [item]
  const hint = `write numbers and ranges of at most ${mostSeeds}: [1-20, 42]`
  diagnostics.push(problem('invalid-value', item.span, `${show(item.value)} is no seed`, hint))
  return []
}

/** `--vary a.b=1,2` and `--seeds 1-20` as a text, in the form of `vary:`. */
export function commandText(vary: readonly string[], seeds: string | null): string {
  const lines = vary.map((one) => {
    const at = one.indexOf('=')
    const path = one.slice(0, at)
    const name = /^[\w.-]+$/.test(path) ? path : JSON.stringify(path)
    return `${name}: [${one.slice(at + 1)}]\n`
  })
  return [...lines, ...(seeds === null ? [] : [`${seedPath}: [${seeds}]\n`])].join('')
}

/** Reads the text of a command. Its places begin at `offset`. */
export function readCommand(text: string, offset: number): Located | DiagnosedFile | undefined {
  if (text === '') return undefined
  const { document, diagnostics } = readYaml(text)
  const tree = document === null ? null : treeOf(document, text.length)
  const wrong = [...diagnostics, ...(tree?.diagnostics ?? [])]
  if (wrong.length > 0) return { file: commandName, text, diagnostics: wrong }
  const root = tree?.root ?? null
  return root === null ? undefined : shifted(root, offset)
}

function shifted({ value, span, key, children }: Located, by: number): Located {
  const move = ({ start, end }: Span) => ({ start: start + by, end: end + by })
  return {
    value,
    span: move(span),
    key: key === null ? null : move(key),
    children: new Map([...children].map(([name, child]) => [name, shifted(child, by)])),
  }
}
