/**
 * Reads the file with the configuration of production: the keys of a boot-node in a topology, or the fields of
 * rust-libp2p's `relay::Config`, below `relay:` or at the top.
 */
import * as z from 'zod'
import type { DiagnosedFile, Diagnostic } from '../../base/errors.ts'
import { profileNames } from '../../protocol/profiles.ts'
import { inOrder, problem } from '../language/diagnostics/diagnose.ts'
import { show } from '../language/diagnostics/explain.ts'
import { diagnoseIssues } from '../language/diagnostics/issues.ts'
import { suggest } from '../language/diagnostics/suggest.ts'
import { kad, rendezvousPoint } from '../language/node-kinds/boot-node-services.ts'
import type { Source } from '../language/plan/load.ts'
import { isMapping, type Located } from '../language/text/located.ts'
import { relayFields } from '../language/topology/relay-fields.ts'
import { autonatVersions } from '../language/values/autonat.ts'
import { relayTerms } from '../language/values/contract-terms.ts'
import { givenLimits, relayLimits } from '../language/values/relay-limits.ts'
import { parse } from '../language/yaml/parse.ts'
import { asInTopology } from './as-in-topology.ts'
import type { Production } from './production.ts'
import { rustNameOf, type Terms } from './terms.ts'

const schema = z.strictObject({
  profile: z.enum(profileNames).optional(),
  relay: relayLimits.prefault({}),
  autonat: autonatVersions.optional(),
  rendezvous: rendezvousPoint,
  kad,
})

const content = {
  what: 'production configuration',
  keys: 'profile, relay, autonat, rendezvous and kad',
  hint: '`topo contract init` writes one to start from',
}

export type ReadProduction =
  | { readonly ok: true; readonly production: Production }
  | { readonly ok: false; readonly file: DiagnosedFile }

export function readProduction({ file, text }: Source): ReadProduction {
  const refuse = (found: readonly Diagnostic[]): ReadProduction => ({
    ok: false,
    file: { file, text, diagnostics: inOrder(found) },
  })
  const parsed = parse(yamlOfTomlLike(text), content)
  if (parsed.root === null) return refuse(parsed.diagnostics)
  const { root, diagnostics } = gathered(parsed.root)
  const result = schema.safeParse(root.value)
  const issues = diagnoseIssues(result.error?.issues ?? [], {
    text,
    source: root,
    schema,
    also: {},
    anchor: null,
  })
  const found = [...parsed.diagnostics, ...diagnostics, ...issues]
  if (!result.success || found.length > 0) return refuse(found)
  const { profile = null, relay, autonat, ...services } = result.data
  const said: Partial<Terms> = {
    ...givenLimits(relay),
    ...(autonat !== undefined && { autonat: autonat.toSorted() }),
    ...(services.rendezvous !== undefined && {
      rendezvous: services.rendezvous === 'off' ? null : services.rendezvous,
    }),
    ...(services.kad !== undefined && { kad: services.kad === 'off' ? null : services.kad.protocol }),
  }
  return { ok: true, production: { source: file, profile, said } }
}

/** Collects the limits, below `relay` or at the top, with the names and values of a topology. */
function gathered(root: Located): { readonly root: Located; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const limits = new Map<string, Located>()
  const services = new Map<string, Located>()
  const relay = root.children.get('relay')
  const take = (name: string, value: Located, isInRelay: boolean) => {
    const term = relayTerms.find((one) => one === name || rustNameOf(one) === name)
    if (term === undefined && !isInRelay && name in schema.shape) {
      services.set(name, value)
      return
    }
    const span = value.key ?? value.span
    if (term === undefined) {
      diagnostics.push(
        problem('unknown-key', span, `unknown key ${show(name)}`, suggest(name, namesLike(name, isInRelay))),
      )
    } else if (limits.has(term)) {
      const hint = 'keep one of them'
      diagnostics.push(
        problem('conflicting-keys', span, `\`${name}\` repeats a limit that is set already`, hint),
      )
    } else limits.set(term, asInTopology(value, relayFields[term].unit))
  }
  if (relay !== undefined && isMapping(relay)) {
    for (const [name, value] of relay.children) take(String(name), value, true)
  } else if (relay !== undefined) services.set('relay', relay)
  for (const [name, value] of root.children) if (name !== 'relay') take(String(name), value, false)
  if (!services.has('relay')) services.set('relay', mapping(limits, relay ?? root))
  return { root: mapping(services, root), diagnostics }
}

/** The possible names, in the notation of this one. */
function namesLike(name: string, isInRelay: boolean): readonly string[] {
  const limits = name.includes('_') ? relayTerms.map(rustNameOf) : relayTerms
  return isInRelay ? limits : [...Object.keys(schema.shape), ...limits]
}

function mapping(children: ReadonlyMap<string, Located>, at: Located): Located {
  return {
    ...at,
    children,
    value: Object.fromEntries([...children].map(([name, { value }]) => [name, value])),
  }
}

const assignment = /^(?:\[[\w.-]+\]|[\w-]+\s+=\s)/m
const anyKey = /^[\w-]+\s*:(?:\s|$)/m
const pieces = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#.*|^\[(?:[\w.-]+)\]|\s=(?=\s)/gm

/**
 * Turns `max_reservations = 2048`, as in Rust's configuration files, into YAML with the same positions. Sections
 * (`[relay]`) become comments, because all names are unique.
 */
function yamlOfTomlLike(text: string): string {
  if (!assignment.test(text) || anyKey.test(text)) return text
  return text.replace(pieces, (piece) => {
    if (piece.startsWith('[')) return `#${piece.slice(1)}`
    return /^\s=$/.test(piece) ? `${piece.slice(0, -1)}:` : piece
  })
}
