import type { Diagnostic } from '../../../base/errors.ts'
import { problem, withPlaces } from '../diagnostics/diagnose.ts'
import { spanOfKey } from '../text/locate.ts'
import type { Topology } from '../topology/topology.ts'

/** Checks for keys of an entry that exclude each other. */
export function checkEntryKeys({ text, timeline }: Topology): readonly Diagnostic[] {
  return timeline.flatMap(({ source }) => {
    const conflicts = [
      {
        keys: ['at', 'after'],
        hint: '`at` counts from the start of the run, `after` from the end of another entry',
      },
      ...(source.children.has('expect')
        ? [
            {
              keys: ['within', 'for', 'never'],
              hint: '`within`: it becomes true; `for`: it stays true; `never: true`: it never becomes true',
            },
          ]
        : []),
    ]
    return conflicts.flatMap(({ keys, hint }) => {
      const given = [...source.children.keys()].map(String).filter((key) => keys.includes(key))
      const [first = '', second] = given
      if (second === undefined) return []
      const message = `an entry has only one of ${keys.map((key) => `\`${key}\``).join(', ')}`
      const told = problem('conflicting-keys', spanOfKey(text, source, [second]), message, hint)
      const places = [{ span: spanOfKey(text, source, [first]), label: `by \`${first}\`` }]
      return [withPlaces(told, 'excluded', places)]
    })
  })
}
