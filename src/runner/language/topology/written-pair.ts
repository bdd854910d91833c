/** Reads `between: [a, b]` of an entry that takes it in place of two parameters, such as `from` and `to`. */
import type { Diagnostic } from '../../../base/errors.ts'
import { problem, withPlaces } from '../diagnostics/diagnose.ts'
import { spanOfKey, spanOfValue } from '../text/locate.ts'
import type { Located } from '../text/located.ts'

/** The key that names both nodes of a pair. */
export const pairKey = 'between'

/** Returns the entry with the two parameters in place of `between`. `wrong`: the mistakes in `between`. */
export function withPair(
  text: string,
  source: Located,
  pair: readonly [string, string],
): { readonly source: Located; readonly wrong: readonly Diagnostic[] } {
  const between = source.children.get(pairKey)
  if (between === undefined) return { source, wrong: [] }
  const others = [...source.children].filter(([key]) => key !== pairKey)
  const beside = pair.filter((key) => source.children.has(key))
  const ends = Array.isArray(between.value) ? [...between.children.values()] : []
  const [first, second] = ends
  if (beside.length > 0 || first === undefined || second === undefined || ends.length > 2) {
    const wrong =
      beside.length > 0
        ? beside.map((key) => excluded(text, source, key))
        : [
            problem(
              'invalid-value',
              spanOfValue(text, source, [pairKey]),
              'expected 2 of them: [alice, boot]',
            ),
          ]
    return { source: mapping(source, others), wrong }
  }
  const [left, right] = pair
  const named: [string | number, Located][] = [
    [left, { ...first, key: between.key }],
    [right, { ...second, key: between.key }],
  ]
  return { source: mapping(source, [...others, ...named]), wrong: [] }
}

function excluded(text: string, source: Located, key: string): Diagnostic {
  const message = `\`${pairKey}\` names both nodes, so \`${key}\` is not possible`
  const told = problem('conflicting-keys', spanOfKey(text, source, [key]), message, 'remove one of them')
  return withPlaces(told, 'excluded', [
    { span: spanOfKey(text, source, [pairKey]), label: `by \`${pairKey}\`` },
  ])
}

function mapping(source: Located, children: readonly (readonly [string | number, Located])[]): Located {
  return {
    ...source,
    children: new Map(children),
    value: Object.fromEntries(children.map(([key, { value }]) => [key, value])),
  }
}
