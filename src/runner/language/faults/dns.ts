import * as z from 'zod'
import { duration } from '../values/duration.ts'
import { formatDuration } from '../values/format-duration.ts'
import { ipAddress } from '../values/ip-address.ts'
import { listNames } from '../values/list-names.ts'
import { selector } from '../values/selector.ts'
import { noFacts } from './facts.ts'
import { defineFault, networkOf, reversible } from './fault.ts'

const answers = {
  true: 'as usual',
  silence: 'are lost',
  servfail: 'are SERVFAIL',
  nxdomain: 'are that the name does not exist',
} as const

interface GivenAnswers {
  readonly answer: keyof typeof answers
  readonly delay: number
  readonly nodes: readonly string[]
  readonly addresses: readonly string[]
}

function refineAnswers({ answer, delay, nodes, addresses }: GivenAnswers, context: z.RefinementCtx): void {
  if (answer !== 'true' || delay > 0 || nodes.length + addresses.length > 0) return
  const message = 'one of `answer`, `delay`, `nodes` and `addresses` is needed'
  context.addIssue({ code: 'custom', path: ['answer'], message })
}

export const dns = defineFault({
  summary: 'the name server is slow, wrong or silent',
  description:
    'The name server answers questions for `name` late (`delay`), with wrong addresses (`nodes`, `addresses`), with an error, or not at all (`answer`). A program that asks a silent server waits: 10 s for a connection to a name, 30 s for records such as those of `/dnsaddr/`. What programs have kept of earlier answers stays.',
  example: '- { at: 10m, fault: dns, name: "*", answer: silence, for: 5m }',
  standsFor: 'a name server that is down or overloaded, a domain that has expired or was taken over',
  describe: ({ name, answer, delay, nodes, addresses }) => {
    const what = name.includes('*') ? 'all names' : listNames(name)
    const late = delay === 0 ? [] : [`come ${formatDuration(delay)} late`]
    const wrong = [...nodes, ...addresses]
    const other = wrong.length === 0 ? [] : [`lead to ${listNames(wrong)}`]
    const kind = answer === 'true' ? [] : [answers[answer]]
    return `the answers for ${what} ${[...kind, ...late, ...other].join(' and ') || answers.true}`
  },
  fabrics: ['virtual'],
  clocks: ['virtual', 'real'],
  reversible: 'latest-counts',
  draws: { unasked: true, keys: { answer: ['silence', 'servfail', 'nxdomain'], for: '10s-30m' } },
  params: z
    .strictObject({
      name: selector(null, { scope: 'names' }),
      answer: z.enum(['true', 'silence', 'servfail', 'nxdomain']).default('true').meta({
        description:
          'The answers: the true ones, none (silence), a failure, or that there is no such name (default true)',
      }),
      delay: duration.prefault('0s').meta({ description: 'The time by which answers are late (default 0s)' }),
      nodes: selector().default([]).meta({
        description: 'Nodes to which the names lead instead, by address and as `/dnsaddr/` (default none)',
      }),
      addresses: z.array(ipAddress).max(100).default([]).meta({
        description: 'IP addresses to which the names lead instead (default none)',
      }),
    })
    .superRefine(refineAnswers),
  asks: [],
  facts: () => noFacts,
  apply: async (context, { name, answer, delay, nodes, addresses }) => {
    const network = networkOf(context)
    const isWrong = nodes.length + addresses.length > 0
    const listed = nodes.flatMap((node) => context.node(node).addresses)
    const fault = network.setNames({
      names: name,
      answer,
      delay,
      addresses: isWrong ? [...nodes.flatMap((node) => network.addresses(node)), ...addresses] : null,
      multiaddrs: isWrong ? listed : null,
    })
    return reversible(context, [fault])
  },
})
