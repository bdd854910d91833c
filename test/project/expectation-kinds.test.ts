/** Facts about an expectation belong into its definition, so no other file asks which kind an expectation is. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type Node, parseSync, Visitor } from 'oxc-parser'
import { expect, it, test } from 'vitest'
import { expectations } from '../../src/runner/language/expectations/registry.ts'
import { root } from '../support/run-topology.ts'

const kinds: ReadonlySet<string> = new Set(Object.keys(expectations))
const home = 'src/runner/language/expectations/'

/** Things with a `kind` of their own, of which some words are also kinds of expectations. */
const others: ReadonlySet<string> = new Set([
  'event',
  'logItem',
  'route',
  // Types, of parameters that are taken apart.
  'TopoEvent',
  'Holding',
  'Thing',
])

it('no file outside the folder of the expectations asks for a kind', () => {
  const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((file) => `src/${file.replaceAll(path.sep, '/')}`)
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith(home))
  expect(files.length).toBeGreaterThan(400)
  expect(files.flatMap((file) => kindsNamedIn(file, readFileSync(path.join(root, file), 'utf8')))).toEqual([])
})

test.each([
  ['a comparison', `if (expectation.kind === 'reachable') act()`, 'reachable'],
  ['a comparison the other way round', `if ('log' !== entry.expectation.kind) act()`, 'log'],
  ['a comparison of an optional one', `const is = found?.kind === 'matrix'`, 'matrix'],
  [
    'a comparison of a destructured one',
    `const { kind } = expectation; if (kind === 'process') act()`,
    'process',
  ],
  ['a comparison of a parameter', `function is({ kind }: X) { return kind === 'process' }`, 'process'],
  [
    'a comparison beside one of an event',
    `const f = ({ kind }: TopoEvent) => kind; const g = ({ kind }: X) => kind === 'log'`,
    'log',
  ],
  ['a comparison by another name', `const { kind: k } = expectation; if (k === 'process') act()`, 'process'],
  ['a switch', `switch (does.kind) { case 'transfer': act() }`, 'transfer'],
  ['a list', `if (['reachable'].includes(expectation.kind)) act()`, 'reachable'],
  ['a named list', `const dials = ['reachable']; if (dials.includes(expectation.kind)) act()`, 'reachable'],
  ['a set', `const dials = new Set(['reachable']); if (dials.has(does.kind)) act()`, 'reachable'],
  ['a map', `const t = new Map([['upgraded', 1]]); t.get(does.kind)`, 'upgraded'],
  ['a table', `const t = { upgraded: ['from'] }; const keys = t[does.kind]`, 'upgraded'],
  ['a table with longer keys', `const t = { 'expect log': 1 }; t[\`expect \${does.kind}\`]`, 'log'],
  ['a type', `type Log = Extract<ExpectationPlan, { readonly kind: 'log' }>`, 'log'],
  ['a definition by its name', `const { describe } = expectations.reservation`, 'reservation'],
  ['an import of a definition', `import { log } from '../expectations/log.ts'`, 'log'],
])('%s trips it', (_how, text, kind) => {
  expect(kindsNamedIn('src/probe.ts', text)).toEqual([`src/probe.ts:1 names the expectation ${kind}`])
})

test.each([
  ['an event of the same name', `if (event.kind === 'addresses') act()`],
  ['an event in a message', `switch (message.event.kind) { case 'transfer': act() }`],
  ['an event that is taken apart', `const { kind } = event; if (kind === 'metric') act()`],
  ['an event that a parameter takes apart', `const of = ({ kind }: TopoEvent) => kind === 'metric'`],
  ['a type of event', `type Transfer = Extract<TopoEvent, { kind: 'transfer' }>`],
  ['a state', `if (node.state === 'registered') act()`],
  ['a fault', `if (fault.kind === 'restart') act()`],
  ['an entry that is written', `await net.expect({ expect: 'reachable', from, to })`],
  ['a text', `const shown = \`\${plural(2, 'event')}\``],
])('%s does not', (_how, text) => {
  expect(kindsNamedIn('src/probe.ts', text)).toEqual([])
})

/** One sentence for each place of a file that asks for a kind of expectation, or uses one definition of the registry. */
function kindsNamedIn(file: string, text: string): readonly string[] {
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`)
  const scope = scopeOf(program)
  const found: string[] = []
  const name = (words: readonly string[], { start }: { readonly start: number }) => {
    const line = text.slice(0, start).split('\n').length
    for (const word of words) {
      if (kinds.has(word)) found.push(`${file}:${line} names the expectation ${word}`)
    }
  }
  new Visitor({
    BinaryExpression: (node) => {
      if (!/^[!=]==?$/.test(node.operator)) return
      if (isKind(node.left, scope)) name(wordsIn(node.right, scope), node)
      if (isKind(node.right, scope)) name(wordsIn(node.left, scope), node)
    },
    SwitchStatement: (node) => {
      if (!isKind(node.discriminant, scope)) return
      for (const { test: one } of node.cases) if (one !== null) name(wordsIn(one, scope), one)
    },
    CallExpression: (node) => {
      if (node.callee.type !== 'MemberExpression') return
      if (node.arguments.some((argument) => isKind(argument, scope)))
        name(wordsIn(node.callee.object, scope), node)
    },
    MemberExpression: (node) => {
      const { object, property } = node
      if (node.computed && isKind(property, scope)) name(wordsIn(object, scope), node)
      if (object.type !== 'Identifier' || object.name !== 'expectations') return
      if (property.type === 'Identifier' && !node.computed) name([property.name], node)
      else name(wordsIn(property, scope), node)
    },
    TSTypeReference: (node) => {
      const whole = text.slice(node.start, node.end)
      const word = /^Extract<\s*Expectation\w*,\s*\{[^}]*\bkind: '([^']+)'/.exec(whole)?.[1]
      if (word !== undefined) name([word], node)
    },
    ImportDeclaration: (node) => {
      const word = /expectations\/([^/]+)\.ts$/.exec(node.source.value)?.[1]
      if (word !== undefined) name([word], node)
    },
  }).visit(program)
  return found
}

/** A name for the `kind` of something. */
interface Binding {
  readonly name: string
  /** Name or type of that thing; null: neither is known. */
  readonly owner: string | null
  /** The function of which it is a parameter, or the file. */
  readonly within: Span
}

type Span = Pick<Node, 'start' | 'end'>

interface Scope {
  /** Initial values of the variables of the file, by name. */
  readonly values: ReadonlyMap<string, Node>
  readonly bindings: readonly Binding[]
}

function scopeOf(program: Node): Scope {
  const values = new Map<string, Node>()
  const bindings: Binding[] = []
  const takeApart = (pattern: Node, owner: string | null, within: Span) => {
    if (pattern.type !== 'ObjectPattern') return
    for (const property of pattern.properties) {
      if (property.type !== 'Property' || property.value.type !== 'Identifier') continue
      if (property.key.type !== 'Identifier' || property.key.name !== 'kind') continue
      bindings.push({ name: property.value.name, owner, within })
    }
  }
  const parameters = (node: Span & { readonly params: readonly Node[] }) => {
    for (const parameter of node.params) takeApart(parameter, typeNameOf(parameter), node)
  }
  new Visitor({
    VariableDeclarator: ({ id, init }) => {
      if (init === null) return
      if (id.type === 'Identifier') values.set(id.name, init)
      takeApart(id, ownerOf(init), program)
    },
    FunctionDeclaration: parameters,
    FunctionExpression: parameters,
    ArrowFunctionExpression: parameters,
  }).visit(program as Parameters<Visitor['visit']>[0])
  return { values, bindings }
}

/** Returns true for an expression that is, or contains, the kind of something that may be an expectation. */
function isKind(node: Node, scope: Scope): boolean {
  switch (node.type) {
    case 'Identifier': {
      const own = scope.bindings.filter(
        ({ name, within }) => name === node.name && within.start <= node.start && node.end <= within.end,
      )
      const least = Math.min(...own.map(({ within }) => within.end - within.start))
      const innermost = own.filter(({ within }) => within.end - within.start === least)
      if (innermost.length === 0) return node.name === 'kind'
      return innermost.some(({ owner }) => owner === null || !others.has(owner))
    }
    case 'MemberExpression': {
      if (node.property.type !== 'Identifier' || node.property.name !== 'kind') return false
      const owner = ownerOf(node.object)
      return owner === null || !others.has(owner)
    }
    case 'ChainExpression':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSNonNullExpression':
      return isKind(node.expression, scope)
    case 'TemplateLiteral':
      return node.expressions.some((one) => isKind(one, scope))
    default:
      return false
  }
}

function typeNameOf(parameter: Node): string | null {
  if (parameter.type !== 'ObjectPattern') return null
  const type = parameter.typeAnnotation?.typeAnnotation
  return type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier' ? type.typeName.name : null
}

/** The last name of `message.event`. */
function ownerOf(node: Node): string | null {
  if (node.type === 'Identifier') return node.name
  if (node.type === 'MemberExpression' && node.property.type === 'Identifier') return node.property.name
  return node.type === 'ChainExpression' ? ownerOf(node.expression) : null
}

/** The words that a literal, a list, a set, a map or a table has, each of the longer ones too. */
function wordsIn(node: Node, { values }: Scope): readonly string[] {
  const words: string[] = []
  const value = node.type === 'Identifier' ? values.get(node.name) : node
  if (value === undefined || value.type === 'MemberExpression' || value.type === 'CallExpression') return []
  const take = (text: string) => words.push(...text.split(' '))
  const visited = { type: 'Program', body: [{ type: 'ExpressionStatement', expression: value }] }
  new Visitor({
    Literal: ({ value: literal }) => {
      if (typeof literal === 'string') take(literal)
    },
    Property: ({ key }) => {
      if (key.type === 'Identifier') take(key.name)
    },
  }).visit(visited as unknown as Parameters<Visitor['visit']>[0])
  return words
}
