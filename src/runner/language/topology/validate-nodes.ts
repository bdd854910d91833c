import type { Diagnostic } from '../../../base/errors.ts'
import { problem } from '../diagnostics/diagnose.ts'
import { explainName, show, textOf, typeOf } from '../diagnostics/explain.ts'
import { diagnoseIssues, diagnoseValues } from '../diagnostics/issues.ts'
import { writtenFor } from '../diagnostics/meant-keys.ts'
import { choiceList, closest, suggest } from '../diagnostics/suggest.ts'
import { type NodeSettings, nodeKindOf, nodeKinds } from '../node-kinds/registry.ts'
import { spanOfKey, spanOfMissing, spanOfValue } from '../text/locate.ts'
import { isMapping, keysOnly, type Located } from '../text/located.ts'
import { keyWordsAt } from '../values/key-words.ts'
import { isName } from '../values/name.ts'
import { kindsByWord } from '../values/other-words.ts'
import type { NodeKind } from '../values/selector.ts'
import { nodeSchema } from './node-schema.ts'
import type { TopologyNode } from './topology.ts'

const kinds = Object.keys(nodeKinds)
const kindWords = kindsByWord(nodeKinds)
const keyWords = { ...keyWordsAt(nodeSchema, []), kind: ['type', 'role'] }

export function validateNodes(text: string, source: Located | undefined) {
  const diagnostics: Diagnostic[] = []
  const nodes: TopologyNode[] = []
  if (source !== undefined && isMapping(source)) {
    for (const [key, node] of source.children) {
      const name = String(key)
      if (!isName(name)) {
        diagnostics.push(problem('invalid-name', node.key, `${show(name)} is no name`, explainName(name)))
      }
      nodes.push(validateNode(text, name, node, diagnostics))
    }
  }
  return { nodes, diagnostics }
}

function wrongNode(name: string, source: Located): TopologyNode {
  return { name, names: [name, `${name}-1`], kind: null, keys: null, settings: null, source }
}

function validateNode(text: string, name: string, source: Located, diagnostics: Diagnostic[]): TopologyNode {
  const wrong = wrongNode(name, source)
  if (!isMapping(source)) {
    const message = `a node is a mapping, but this is ${typeOf(source.value)}`
    const hint = `write ${name}: { kind: peer, … }`
    diagnostics.push(problem('wrong-type', spanOfValue(text, source, []), message, hint))
    return wrong
  }
  const shared = keysOnly(source, (key) => key in nodeSchema.shape)
  const keys = nodeSchema.safeParse(shared.value)
  const present = [...source.children.keys()].map(String)
  const kindKey = writtenFor('kind', present, keyWords) ?? 'kind'
  const kind = kindOf(text, source, kindKey, diagnostics)
  const own = keysOnly(source, (key) => key !== kindKey && !(key in nodeSchema.shape))
  const context = {
    text,
    anchor: null,
    also: keyWordsAt(nodeSchema, []),
    instead: {
      'depends-on':
        'boot-nodes start first, others in the order of the file; with `start: manual` a node waits for `fault: start`',
    },
  }
  diagnostics.push(
    ...diagnoseIssues(keys.error?.issues ?? [], { ...context, schema: nodeSchema, source: shared }),
  )
  const count = nodeSchema.shape.count.safeParse(shared.children.get('count')?.value)
  const names = count.success ? namesOf(name, count.data) : wrong.names
  const known = { ...wrong, names, kind, keys: keys.data ?? null }
  if (kind === null) {
    const meant = closest(textOf(source.children.get(kindKey)?.value), kinds, kindWords)
    const likely = meant === null ? [] : [nodeKindOf(meant as NodeKind).params]
    diagnostics.push(...diagnoseValues({ ...context, source: own }, likely))
    return known
  }
  const { params } = nodeKindOf(kind)
  const settings = params.safeParse(own.value)
  diagnostics.push(
    ...diagnoseIssues(settings.error?.issues ?? [], { ...context, schema: params, source: own }),
  )
  return { ...known, settings: settings.success ? ({ kind, params: settings.data } as NodeSettings) : null }
}

/** Reads the kind from `kind` or from a misspelt key. The misspelt key counts, to avoid follow-up errors for names. */
function kindOf(text: string, source: Located, key: string, diagnostics: Diagnostic[]): NodeKind | null {
  const found = source.children.get(key)
  if (key !== 'kind') {
    const hint = `did you mean \`kind\` instead of ${show(key)}?`
    diagnostics.push(problem('missing-key', spanOfKey(text, source, [key]), '`kind` is missing', hint))
  }
  if (found === undefined) {
    const span = spanOfMissing(text, source, ['kind'], null)
    diagnostics.push(problem('missing-key', span, '`kind` is missing', choiceList(kinds)))
    return null
  }
  if (typeof found.value === 'string' && Object.hasOwn(nodeKinds, found.value)) return found.value as NodeKind
  const span = spanOfValue(text, source, [key])
  diagnostics.push(
    problem(
      'unknown-kind',
      span,
      `there is no kind of node ${show(found.value)}`,
      suggest(textOf(found.value), kinds, kindWords),
    ),
  )
  return null
}

/** Returns `bob`, or `bob-1`, `bob-2`, … */
function namesOf(name: string, count: number): readonly string[] {
  return count === 1 ? [name] : Array.from({ length: count }, (_, index) => `${name}-${index + 1}`)
}
