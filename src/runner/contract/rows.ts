/** A report as rows of words, for every rendering. */

import { plural } from '../language/values/plural.ts'
import type { ContractReport, Difference } from './check-contract.ts'
import { showTerm } from './terms.ts'

export interface ContractRow {
  readonly topology: string
  readonly nodes: string
  readonly what: string
  readonly production: string
  readonly here: string
  /** null: without a reason. */
  readonly because: string | null
}

/** Returns the rows, unexplained ones first. */
export function rowsOf({ findings, standIn, production }: ContractReport): readonly ContractRow[] {
  const drifted = standIn.map(({ term, ...values }) => ({
    topology: '(every one)',
    nodes: `profile ${production.profile}`,
    what: term,
    production: showTerm(term, { [term]: values.production }),
    here: showTerm(term, { [term]: values.here }),
    because: null,
  }))
  const found = findings.map(({ topology, nodes, difference }) => ({
    topology,
    nodes: nodesIn(nodes),
    ...wordsOf(difference),
    because: difference.because,
  }))
  const isUnexplained = ({ because }: ContractRow) => because === null
  return [...drifted, ...found.filter(isUnexplained), ...found.filter((row) => !isUnexplained(row))]
}

function nodesIn(nodes: readonly string[]): string {
  const [first = '', ...others] = nodes
  return others.length > 1 ? `${first} … ${others.at(-1)}` : nodes.join(', ')
}

function wordsOf(difference: Difference): Pick<ContractRow, 'what' | 'production' | 'here'> {
  if (difference.kind === 'override') {
    const { term, production, here } = difference
    return {
      what: term,
      production: showTerm(term, { [term]: production }),
      here: showTerm(term, { [term]: here }),
    }
  }
  const { production, here, values } = difference
  const also = plural(values.length, 'value')
  return {
    what: 'profile',
    production: production ?? 'not known',
    here: values.length === 0 ? here : `${here}, ${also}`,
  }
}

/** `31 topologies, 40 boot-nodes: 42 differences, 2 of them unexplained; 1 relay not compared`. */
export function summaryOf(report: ContractReport): string {
  const { topologies, bootNodes, findings, standIn, unexplained, notCompared } = report
  const count = findings.length + standIn.length
  const explained = unexplained === 0 ? 'all of them explained' : `${unexplained} of them unexplained`
  const none = bootNodes === 0 && notCompared.length > 0 ? 'nothing was compared' : 'no differences'
  const differences = count === 0 ? none : `${plural(count, 'difference')}, ${explained}`
  const left = notCompared.length === 0 ? '' : `; ${plural(notCompared.length, 'relay')} not compared`
  return `${plural(topologies, 'topology', 'topologies')}, ${plural(bootNodes, 'boot-node')}: ${differences}${left}`
}

/** The relays that were not compared, one line each. */
export function notComparedIn({ notCompared }: ContractReport): readonly string[] {
  return notCompared.map(
    ({ topology, node, kind }) =>
      `Not compared: ${node} of ${topology} is a relay of kind ${kind}, whose configuration topo does not know.`,
  )
}

/** Advice on unexplained differences, one line each. */
export function adviceFor({ findings, standIn, production }: ContractReport): readonly string[] {
  const isUnexplained = findings.some(({ difference }) => difference.because === null)
  return [
    ...(standIn.length === 0
      ? []
      : [
          `The profile ${production.profile} stands for production, but has other values. Until topo has the new values, set them under \`relay:\` of the boot-nodes.`,
        ]),
    ...(isUnexplained
      ? [
          'Give these boot-nodes the values of production, or say why theirs differ: `because: { maxReservations: a reason }`.',
        ]
      : []),
  ]
}
