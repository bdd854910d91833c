/** Code that depends on one kind of a registry: a file that has some must change when a kind is added. */
import { type Expression, type Node, parseSync, Visitor } from 'oxc-parser'
import type { SourceFile } from './misplaced-imports.ts'

export interface Sought {
  /** The key of an entry: `fault` or `expect`. */
  readonly word: string
  readonly kinds: readonly string[]
  /** The kinds of all entries of a timeline. */
  readonly all: readonly string[]
}

/**
 * Returns one sentence for each place that compares a kind with one of `kinds`, looks it up in a list or a table with
 * one of them, or has `word kind` as a key. The same words elsewhere, such as `how === 'kill'`, are no finding.
 */
export function namedKinds(files: readonly SourceFile[], { word, kinds, all }: Sought): readonly string[] {
  return files.flatMap((file) => {
    const { program, errors } = parseSync(file.path, file.text)
    if (errors.length > 0) throw new Error(`${file.path} cannot be parsed: ${errors[0]?.message}`)
    const names = namesIn(program)
    const found: { readonly kind: string; readonly start: number }[] = []
    const note = (node: Node | null | undefined) => {
      const text = textOf(node)
      if (node && text !== null && kinds.includes(text)) found.push({ kind: text, start: node.start })
    }
    const isKind = (node: Node | null | undefined) => isKindIn(names, node)
    new Visitor({
      BinaryExpression: ({ left, right, operator }) => {
        if (!/^[!=]==?$/.test(operator)) return
        if (isKind(left)) note(right)
        if (isKind(right)) note(left)
      },
      SwitchStatement: ({ discriminant, cases }) => {
        if (isKind(discriminant)) for (const { test } of cases) note(test)
      },
      CallExpression: ({ callee, arguments: given }) => {
        if (callee.type !== 'MemberExpression' || !given.some(isKind)) return
        for (const element of elementsOf(names, callee.object)) note(element)
      },
      MemberExpression: (node) => {
        if (!node.computed || !isKind(node.property)) return
        const keys = keysOf(names, node.object)
        // A table with a key that is no kind of an entry is about something else, such as edges of a graph.
        if (keys.every((key) => all.includes(textOf(key) ?? ''))) for (const key of keys) note(key)
      },
      Literal: (node) => {
        const [first, second = '', ...rest] = String(node.value).split(' ')
        if (first === word && rest.length === 0 && kinds.includes(second))
          found.push({ kind: second, start: node.start })
      },
    }).visit(program)
    return found.map(({ kind, start }) => {
      const line = file.text.slice(0, start).split('\n').length
      return `${file.path}:${line} names the ${word} ${kind}: read its definition instead`
    })
  })
}

interface Names {
  /** Variables that hold a kind. */
  readonly kinds: ReadonlySet<string>
  /** Variables by their initial values. */
  readonly values: ReadonlyMap<string, Expression>
}

function namesIn(program: Parameters<Visitor['visit']>[0]): Names {
  const kinds = new Set(['kind'])
  const values = new Map<string, Expression>()
  new Visitor({
    VariableDeclarator: ({ id, init }) => {
      if (id.type !== 'Identifier' || init === null) return
      values.set(id.name, init)
      if (isKindIn({ kinds, values }, init)) kinds.add(id.name)
    },
    ObjectPattern: ({ properties }) => {
      for (const property of properties) {
        if (property.type !== 'Property' || nameOf(property.key) !== 'kind') continue
        if (property.value.type === 'Identifier') kinds.add(property.value.name)
      }
    },
  }).visit(program)
  return { kinds, values }
}

function isKindIn(names: Names, node: Node | null | undefined): boolean {
  const inner = unwrapped(node)
  if (inner?.type === 'Identifier') return names.kinds.has(inner.name)
  return inner?.type === 'MemberExpression' && nameOf(inner.property) === 'kind'
}

/** The elements of `[...]`, `new Set([...])`, or of a variable with one of these. */
function elementsOf(names: Names, node: Node | null | undefined): readonly (Node | null)[] {
  const inner = initialValue(names, node)
  if (inner?.type === 'NewExpression') return elementsOf(names, inner.arguments[0])
  return inner?.type === 'ArrayExpression' ? inner.elements : []
}

/** The keys of `{...}`, or of a variable with one. */
function keysOf(names: Names, node: Node | null | undefined): readonly Node[] {
  const inner = initialValue(names, node)
  if (inner?.type !== 'ObjectExpression') return []
  return inner.properties.flatMap((property) => (property.type === 'Property' ? [property.key] : []))
}

function initialValue({ values }: Names, node: Node | null | undefined): Node | null {
  const inner = unwrapped(node)
  return inner?.type === 'Identifier' ? unwrapped(values.get(inner.name)) : (inner ?? null)
}

/** The expression without `?.`, `as`, `satisfies`, `!` and parentheses. */
function unwrapped(node: Node | null | undefined): Node | null {
  switch (node?.type) {
    case 'ChainExpression':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
      return unwrapped(node.expression)
    default:
      return node ?? null
  }
}

function textOf(node: Node | null | undefined): string | null {
  const inner = unwrapped(node)
  if (inner?.type === 'Identifier') return inner.name
  if (inner?.type === 'TemplateLiteral')
    return inner.quasis.length === 1 ? (inner.quasis[0]?.value.cooked ?? null) : null
  return inner?.type === 'Literal' && typeof inner.value === 'string' ? inner.value : null
}

function nameOf(node: Node): string | null {
  if (node.type === 'Identifier') return node.name
  return node.type === 'Literal' ? String(node.value) : null
}
