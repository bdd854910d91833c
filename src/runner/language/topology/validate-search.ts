import type { Diagnostic } from '../../../base/errors.ts'
import { problem } from '../diagnostics/diagnose.ts'
import { diagnoseIssues } from '../diagnostics/issues.ts'
import { asksNodes, expectationOf } from '../expectations/registry.ts'
import { type FaultKind, faultOf, faults } from '../faults/registry.ts'
import { spanOfKey, spanOfValue } from '../text/locate.ts'
import { isMapping, type Located } from '../text/located.ts'
import { searchedKeys, searchSchema } from './search-schema.ts'
import { filledKeys, variantsOf, wrongChoices } from './search-variants.ts'
import type { SearchedExpectation, SearchedFault, TopologySearch } from './topology.ts'
import { validateEntry } from './validate-timeline.ts'

export function validateSearch(text: string, source: Located | undefined) {
  const diagnostics: Diagnostic[] = []
  const search = source === undefined ? null : readSearch(text, source, diagnostics)
  return { search, diagnostics }
}

function readSearch(text: string, source: Located, diagnostics: Diagnostic[]): TopologySearch {
  const parsed = searchSchema.safeParse(source.value)
  if (source.value === null) {
    const hint = 'write eventually: [{ expect: reservation, peer: alice, relay: boot }] below it'
    diagnostics.push(problem('missing-key', source.key ?? source.span, '`search` has no value', hint))
    return { keys: null, source, of: null, always: [], eventually: [], sometimes: [] }
  }
  const context = { text, source, schema: searchSchema, also: {}, anchor: null }
  diagnostics.push(...diagnoseIssues(parsed.error?.issues ?? [], context))
  const itemsOf = (key: string) => {
    const list = source.children.get(key)
    return list !== undefined && Array.isArray(list.value) ? [...list.children.values()] : []
  }
  const expected = (key: 'always' | 'eventually' | 'sometimes') =>
    itemsOf(key).map((item) => readExpectation(text, item, key, diagnostics))
  const [of, always, eventually, sometimes] = [
    source.children.has('of') ? itemsOf('of').map((item) => readFault(text, item, diagnostics)) : null,
    expected('always'),
    expected('eventually'),
    expected('sometimes'),
  ]
  if (isMapping(source)) diagnostics.push(...nothingToDo(text, source))
  return { keys: parsed.success ? parsed.data : null, source, of, always, eventually, sometimes }
}

function nothingToDo(text: string, source: Located): readonly Diagnostic[] {
  const isEmpty = (key: string) => (source.children.get(key)?.children.size ?? 0) === 0
  return [
    ...(source.children.has('of') && isEmpty('of')
      ? [
          problem(
            'missing-key',
            spanOfKey(text, source, ['of']),
            'there is nothing to draw from',
            'write - { fault: restart, node: boot }, or remove `of` to draw from every fault',
          ),
        ]
      : []),
    ...(isEmpty('always') && isEmpty('eventually')
      ? [
          problem(
            'missing-key',
            spanOfKey(text, source, []),
            'a search needs `always` or `eventually`: without an expectation no run fails',
            'write eventually: [{ expect: reservation, peer: alice, relay: boot }]',
          ),
        ]
      : []),
  ]
}

function readFault(text: string, source: Located, diagnostics: Diagnostic[]): SearchedFault {
  const kind = source.children.get('fault')?.value
  const known = typeof kind === 'string' && Object.hasOwn(faults, kind) ? (kind as FaultKind) : null
  const wrong = known === null ? [] : wrongChoices(text, source, faultOf(known))
  diagnostics.push(...wrong)
  const given = [...source.children.keys()].map(String)
  const all = known === null || wrong.length > 0 ? [source] : variantsOf(source, faultOf(known))
  const filled = known === null ? {} : filledKeys(faultOf(known), given)
  const found: Diagnostic[] = []
  const context = { index: 0, entries: [], only: searchedKeys.of, filled }
  const variants = all.map((variant) => validateEntry(text, variant, { ...context, diagnostics: found }))
  if (wrong.length === 0) diagnostics.push(...found)
  if (source.children.has('expect')) diagnostics.push(noFault(text, source))
  return { source, kind: known, variants: wrong.length === 0 ? variants : [] }
}

function noFault(text: string, source: Located): Diagnostic {
  const message = '`of` lists faults, and this is an expectation'
  return problem('invalid-value', spanOfKey(text, source, ['expect']), message, 'put it below `eventually`')
}

function readExpectation(
  text: string,
  source: Located,
  list: 'always' | 'eventually' | 'sometimes',
  diagnostics: Diagnostic[],
): SearchedExpectation {
  const only = searchedKeys[list]
  const entry = validateEntry(text, source, { index: 0, entries: [], diagnostics, only, filled: {} })
  if (source.children.has('fault')) {
    const message = `\`${list}\` lists expectations, and this is a fault`
    diagnostics.push(
      problem('invalid-value', spanOfKey(text, source, ['fault']), message, 'put it below `of`'),
    )
  }
  const { action } = entry
  const asks =
    action?.type === 'expectation' && asksNodes(expectationOf(action.does.kind), action.does.params)
  if (list === 'sometimes' && asks && action !== null) {
    const message = `\`${action.does.kind}\` asks the nodes, but \`sometimes\` only reads the log`
    const span = spanOfValue(text, source, ['expect'])
    diagnostics.push(problem('invalid-value', span, message, 'expect an event that shows it'))
  }
  return { source, entry }
}
