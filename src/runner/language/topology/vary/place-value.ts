/** Puts a value at a path of a topology: `boot.relay.maxCircuits`, `links.latency`, `2-restart.down`. */
import type { Diagnostic, Span } from '../../../../base/errors.ts'
import { problem } from '../../diagnostics/diagnose.ts'
import { show } from '../../diagnostics/explain.ts'
import { closest } from '../../diagnostics/suggest.ts'
import { isMapping, type Located } from '../../text/located.ts'
import { headerSchema } from '../header-schema.ts'
import type { Setting } from './setting.ts'

/** A part of a path, and its place. */
interface PathStep {
  readonly key: string
  readonly span: Span
}

/** A part of the topology with the value in it, or the mistake in the path. */
type Placed = Located | Diagnostic

/** Keys of a topology that say which runs belong together. */
const fixed = ['name', 'vary', 'search']
const sections = Object.keys(headerSchema.shape).filter((key) => !fixed.includes(key))

/** Returns the topology with the value of the setting, or the mistake in its path. */
export function placeValue(root: Located, setting: Setting): Placed {
  const steps = stepsOf(setting)
  const [first] = steps
  if (first === undefined) return root
  if (sections.includes(first.key)) return within(root, steps, setting)
  const section = sectionOf(root, first.key)
  if (section === null) return unknownStart(root, setting, first)
  return within(root, [{ key: section, span: first.span }, ...steps], setting)
}

export function isMistake(placed: Placed): placed is Diagnostic {
  return 'severity' in placed
}

function stepsOf({ path, span }: Setting): readonly PathStep[] {
  let { start } = span
  return path.split('.').map((key) => {
    const step = { key, span: { start, end: start + key.length } }
    start = step.span.end + 1
    return step
  })
}

function sectionOf(root: Located, key: string): string | null {
  if (root.children.get('nodes')?.children.has(key)) return 'nodes'
  if (root.children.get('routers')?.children.has(key)) return 'routers'
  return entryIds(root.children.get('timeline')).includes(key) ? 'timeline' : null
}

function within(here: Located, steps: readonly PathStep[], setting: Setting): Placed {
  const [step, ...rest] = steps
  if (step === undefined) return { ...setting.value, key: here.key }
  if (Array.isArray(here.value)) return withinList(here, steps, setting)
  if (here.value !== null && !isMapping(here)) return noParts(here, step, setting)
  const known = here.children.get(step.key)
  const isLinks = step.key === 'links' && !Array.isArray(known?.value) && rest.length > 0
  const child = isLinks ? everyLink(step) : (known ?? empty(step))
  return replaced(here, step.key, within(child, rest, setting))
}

/** A list takes the number of an item, the id of an entry, or a key of all its items. */
function withinList(here: Located, steps: readonly PathStep[], setting: Setting): Placed {
  const [step, ...rest] = steps
  if (step === undefined) return here
  const ids = entryIds(here)
  const index = ids.includes(step.key) ? ids.indexOf(step.key) : Number(step.key) - 1
  if (Number.isSafeInteger(index)) {
    const item = here.children.get(index)
    return item === undefined ? noItem(here, step) : replaced(here, index, within(item, rest, setting))
  }
  const items = [...here.children]
  const isEntries = items.some(([, item]) => item.children.has('fault') || item.children.has('expect'))
  if (isEntries) return noItem(here, step)
  let placed: Placed = here
  for (const [key, item] of items) {
    if (isMistake(placed)) return placed
    placed = replaced(placed, key, within(item, steps, setting))
  }
  return placed
}

/** Copies a mapping or list, with another child. */
function replaced(here: Located, key: string | number, child: Placed): Placed {
  if (isMistake(child)) return child
  const children = new Map([...here.children, [key, child]])
  const value = Array.isArray(here.value)
    ? [...children.values()].map((one) => one.value)
    : Object.fromEntries([...children].map(([name, one]) => [name, one.value]))
  return { ...here, value, children }
}

/** A mapping that the file does not have. Its place is its name in the path. */
function empty({ span }: PathStep): Located {
  return { value: {}, span, key: span, children: new Map() }
}

/** The links of a file that has none: one link, between all machines. */
function everyLink(step: PathStep): Located {
  const all = { ...empty(step), value: '*' }
  const between = { ...empty(step), value: ['*', '*'], children: new Map([all, all].entries()) }
  const link: Located = {
    ...empty(step),
    value: { between: between.value },
    children: new Map([['between', between]]),
  }
  return { ...empty(step), value: [link.value], children: new Map([[0, link]]) }
}

/** The ids of the entries of a timeline, as a plan has them; none for other lists. */
function entryIds(list: Located | undefined): readonly string[] {
  return [...(list?.children ?? [])].flatMap(([index, { children }]) => {
    const given = children.get('id')?.value
    const kind = children.get('fault')?.value ?? children.get('expect')?.value
    if (typeof given === 'string') return [given]
    return typeof kind === 'string' ? [`${Number(index) + 1}-${kind}`] : []
  })
}

function unknownStart(root: Located, { path }: Setting, first: PathStep): Diagnostic {
  const parts = {
    nodes: keysOf(root, 'nodes'),
    routers: keysOf(root, 'routers'),
    entries: entryIds(root.children.get('timeline')),
    sections,
  }
  const meant = closest(first.key, Object.values(parts).flat())
  const rest = path.slice(first.key.length)
  const lists = Object.entries(parts).flatMap(([what, names]) =>
    names.length === 0 ? [] : [`${what}: ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}`],
  )
  const begins = `a path begins with one of these: ${lists.join('; ')}`
  return problem(
    'unknown-path',
    first.span,
    `the topology has no ${show(first.key)}, with which this path begins`,
    meant === null ? begins : `did you mean \`${meant}${rest}\`?`,
  )
}

function keysOf(root: Located, section: string): readonly string[] {
  return [...(root.children.get(section)?.children.keys() ?? [])].map(String)
}

function noItem(here: Located, { key, span }: PathStep): Diagnostic {
  const ids = entryIds(here)
  const meant = closest(key, ids)
  const all = `the list has ${here.children.size === 0 ? 'no items' : `the items 1 to ${here.children.size}`}`
  const hint =
    meant !== null ? `did you mean \`${meant}\`?` : ids.length > 0 ? `one of ${ids.join(', ')}` : all
  return problem('unknown-path', span, `there is no item ${show(key)} in this list`, hint)
}

function noParts(here: Located, { key, span }: PathStep, { path }: Setting): Diagnostic {
  const parent = path.slice(0, path.lastIndexOf(`.${key}`))
  return problem(
    'unknown-path',
    span,
    `\`${parent}\` is ${show(here.value)} in the file, so there is no ${show(key)} in it`,
    `vary \`${parent}\` itself, or write it as a mapping in the file`,
  )
}
