/** Compares plans with the configuration of production, and looks for the reasons of differences. */
import { isDeepStrictEqual } from 'node:util'
import type { ProfileName } from '../../protocol/profiles.ts'
import type { BootNodePlan, NodePlan, Plan } from '../language/plan/plan.ts'
import { type ContractTerm, contractTerms } from '../language/values/contract-terms.ts'
import { placeholderOf, placeholdersIn } from '../language/values/placeholders.ts'
import { type Production, termsOfProduction } from './production.ts'
import { shortfalls } from './shortfalls.ts'
import { type Terms, termsOfNode, termsOfProfile } from './terms.ts'

export interface TermDifference {
  readonly term: ContractTerm
  readonly production: Terms[ContractTerm]
  readonly here: Terms[ContractTerm]
}

export type Difference =
  | ({ readonly kind: 'override'; readonly because: string | null } & TermDifference)
  | {
      /** Another profile than that of production, with the values that follow from it. */
      readonly kind: 'profile'
      readonly because: string | null
      readonly production: ProfileName | null
      readonly here: ProfileName
      readonly values: readonly TermDifference[]
    }

export interface NodeFinding {
  readonly file: string
  readonly topology: string
  /** Nodes with equal configuration. */
  readonly nodes: readonly string[]
  readonly difference: Difference
}

export interface NotHonoured {
  readonly profile: ProfileName
  readonly term: ContractTerm
  readonly text: string
}

export interface ContractReport {
  readonly production: Production
  readonly topologies: number
  readonly bootNodes: number
  readonly findings: readonly NodeFinding[]
  /** Values in which the profile of production differs from it. No topology can give a reason for them. */
  readonly standIn: readonly TermDifference[]
  /** Differences from production that the used profiles cannot avoid. */
  readonly notHonoured: readonly NotHonoured[]
  /** Terms without a value in production, which are not compared. */
  readonly untold: readonly ContractTerm[]
  /** Relays that are programs or modules: topo does not know their configuration. */
  readonly notCompared: readonly UnknownRelay[]
  readonly unexplained: number
}

export interface UnknownRelay {
  readonly file: string
  readonly topology: string
  readonly node: string
  readonly kind: 'command' | 'module'
}

export interface CheckedTopology {
  readonly file: string
  readonly plan: Plan
}

export function checkContract(
  topologies: readonly CheckedTopology[],
  production: Production,
): ContractReport {
  const terms = termsOfProduction(production)
  const findings = topologies.flatMap((topology) => findingsOf(topology, production))
  const bootNodes = topologies.flatMap(({ plan }) => bootNodesOf(plan))
  const standIn = production.profile === null ? [] : differencesOf(terms, termsOfProfile(production.profile))
  const unexplained = findings.filter(({ difference }) => difference.because === null)
  return {
    production,
    topologies: topologies.length,
    bootNodes: bootNodes.length,
    findings,
    standIn,
    notHonoured: notHonouredBy([...new Set(bootNodes.map(({ profile }) => profile))], production),
    untold: contractTerms.filter((term) => terms[term] === undefined),
    notCompared: topologies.flatMap(unknownRelaysOf),
    unexplained: unexplained.length + standIn.length,
  }
}

function findingsOf({ file, plan }: CheckedTopology, production: Production): readonly NodeFinding[] {
  const found: { nodes: string[]; difference: Difference }[] = []
  for (const node of bootNodesOf(plan)) {
    for (const difference of differencesOfNode(node, production)) {
      const alike = found.find((one) => isDeepStrictEqual(one.difference, difference))
      if (alike === undefined) found.push({ nodes: [node.name], difference })
      else alike.nodes.push(node.name)
    }
  }
  return found.map((one) => ({ file, topology: plan.name, ...one }))
}

function differencesOfNode(node: BootNodePlan, production: Production): readonly Difference[] {
  const own = termsOfNode(node)
  const usual = termsOfProfile(node.profile)
  const differences = differencesOf(termsOfProduction(production), own)
  const isOverridden = ({ term }: TermDifference) => !isDeepStrictEqual(own[term], usual[term])
  const overrides = differences.filter(isOverridden).map((one) => ({
    kind: 'override' as const,
    because: node.because[one.term] ?? null,
    ...one,
  }))
  const values = differences.filter((one) => !isOverridden(one))
  // With the profile of production, other values come from the profile, and the topology needs no reason.
  if (node.profile === production.profile) return overrides
  if (production.profile === null && values.length === 0) return overrides
  const because = node.because.profile ?? null
  return [
    { kind: 'profile', because, production: production.profile, here: node.profile, values },
    ...overrides,
  ]
}

function differencesOf(production: Partial<Terms>, here: Terms): readonly TermDifference[] {
  return contractTerms.flatMap((term) => {
    const value = production[term]
    if (value === undefined || isDeepStrictEqual(value, here[term])) return []
    return [{ term, production: value, here: here[term] }]
  })
}

function notHonouredBy(used: readonly ProfileName[], production: Production): readonly NotHonoured[] {
  const terms = termsOfProduction(production)
  // The profile js-libp2p is real js-libp2p.
  const others = used.filter((profile) => profile !== 'js-libp2p' || production.profile !== profile)
  return others.flatMap((profile) =>
    shortfalls
      .filter((one) => one.profiles.includes(profile))
      .filter(({ matters }) => (matters === null ? profile === production.profile : matters(terms)))
      .map(({ term, text }) => ({ profile, term, text })),
  )
}

/** The programs and modules that other nodes use as a relay. */
function unknownRelaysOf({ file, plan }: CheckedTopology): readonly UnknownRelay[] {
  const used = new Set(plan.nodes.flatMap(relaysOf))
  return plan.nodes.flatMap(({ name, kind }) =>
    used.has(name) && (kind === 'command' || kind === 'module')
      ? [{ file, topology: plan.name, node: name, kind }]
      : [],
  )
}

function relaysOf(node: NodePlan): readonly string[] {
  if (node.kind === 'peer' || node.kind === 'module') return node.relays
  if (node.kind !== 'command') return []
  const templates = [...node.command, ...Object.values(node.env)]
  return templates.flatMap(placeholdersIn).flatMap((text) => {
    const placeholder = placeholderOf(text)
    return placeholder?.name === 'relay' ? [placeholder.node] : []
  })
}

function bootNodesOf(plan: Plan): readonly BootNodePlan[] {
  return plan.nodes.filter((node) => node.kind === 'boot-node')
}
