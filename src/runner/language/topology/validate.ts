/** Turns the content of a file into a typed topology, as far as it is valid, and the mistakes of each part. */
import type { Diagnostic } from '../../../base/errors.ts'
import { problem } from '../diagnostics/diagnose.ts'
import { diagnoseIssues } from '../diagnostics/issues.ts'
import { writtenFor } from '../diagnostics/meant-keys.ts'
import { isMapping, type Located } from '../text/located.ts'
import { keyWordsAt } from '../values/key-words.ts'
import { expandChurn } from './expand-churn.ts'
import { type Header, headerSchema, type Overrides, openHeaderSchema } from './header-schema.ts'
import type { Topology } from './topology.ts'
import { validateDns, validateLinks, validateRouters } from './validate-network.ts'
import { validateNodes } from './validate-nodes.ts'
import { validateSearch } from './validate-search.ts'
import { validateTimeline } from './validate-timeline.ts'

export type { Overrides } from './header-schema.ts'

export function validate(
  text: string,
  root: Located,
  overrides: Overrides,
): { readonly topology: Topology; readonly diagnostics: readonly Diagnostic[] } {
  const present = [...root.children.keys()].map(String)
  // Read a section with a misspelt name too, to avoid follow-up errors for all names in it.
  const section = (key: string) => root.children.get(writtenFor(key, present, headerWords) ?? key)
  const header = validateHeader(text, root, overrides)
  const routers = validateRouters(text, section('routers'))
  const nodes = validateNodes(text, section('nodes'))
  const links = validateLinks(text, section('links'))
  const dns = validateDns(text, section('dns'))
  const timeline = validateTimeline(text, section('timeline'))
  const search = validateSearch(text, section('search'))
  const written: Topology = {
    text,
    root,
    header: header.header,
    overrides,
    routers: routers.routers,
    nodes: nodes.nodes,
    links: links.links,
    dns: dns.names,
    timeline: timeline.timeline,
    search: search.search,
  }
  const churn = expandChurn(written)
  return {
    topology: { ...written, timeline: [...written.timeline, ...churn.timeline] },
    diagnostics: [header, routers, nodes, links, dns, timeline, search, churn].flatMap(
      ({ diagnostics }) => diagnostics,
    ),
  }
}

const headerKeys = Object.keys(headerSchema.shape)
const headerWords = keyWordsAt(headerSchema, [])

function validateHeader(text: string, root: Located, overrides: Overrides) {
  const isOpen = overrides.isOpen === true || root.children.has('search')
  const schema = isOpen ? openHeaderSchema : headerSchema
  const parsed = schema.safeParse(root.value)
  const issues = parsed.error?.issues ?? []
  const diagnostics = diagnoseIssues(issues, {
    text,
    source: root,
    schema: headerSchema,
    also: {},
    instead: insteadIn(root),
    anchor: 'name',
  })
  // Keep the valid keys, to check the parts that depend on them.
  const wrong = new Set(issues.map(({ path }) => path[0]))
  const right = new Map(
    [...root.children].filter(([key]) => headerKeys.includes(String(key)) && !wrong.has(key)),
  )
  const rest = headerSchema.safeParse({
    name: 'unnamed',
    ...Object.fromEntries([...right].map(([key, { value }]) => [key, value])),
    nodes: {},
    timeline: [],
  })
  // The other checks depend on the fabric, so they need a valid one.
  const header = rest.success && !wrong.has('fabric') ? withOverrides(rest.data, right, overrides) : null
  const nodes = root.children.get('nodes')
  if (nodes !== undefined && nodes.children.size === 0 && !wrong.has('nodes')) {
    diagnostics.push(problem('missing-key', nodes.key, 'there are no nodes', 'add some below `nodes:`'))
  }
  return { header, diagnostics }
}

/** Advice for keys that do not stand at the top. A topology may stand below `topology`; its name does not. */
function insteadIn({ children }: Located): Readonly<Record<string, string>> {
  const wrapped = children.get('topology')
  return {
    libp2p: 'write `defaults: { libp2p: … }`',
    ...(wrapped !== undefined &&
      isMapping(wrapped) && { topology: 'write what is below it at the top: `name`, `nodes`, `timeline`' }),
  }
}

/** Returns the default clock. On real sockets only the real clock is possible. */
function withOverrides(header: Header, given: Located['children'], overrides: Overrides): Header {
  const { libp2p = header.defaults.libp2p, isOpen: _, settings: __, ...others } = overrides
  const wanted = { ...header, ...others, defaults: { libp2p } }
  const clockGiven = given.has('clock') || overrides.clock !== undefined
  return wanted.fabric !== 'virtual' && !clockGiven ? { ...wanted, clock: 'real' } : wanted
}
