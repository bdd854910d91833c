import * as z from 'zod'
import { conflict } from '../values/conflict.ts'
import { type CountRange, count, formatCount, inRange } from '../values/count.ts'
import { duration } from '../values/duration.ts'
import { listNames } from '../values/list-names.ts'
import { orNull } from '../values/optional.ts'
import { plural } from '../values/plural.ts'
import { relayKinds, selector } from '../values/selector.ts'
import { combine } from './combine.ts'
import { defineExpectation, type Observation, type Observer } from './expectation.ts'
import { describeGapLimit } from './gaps.ts'
import { pairsOf } from './pairs.ts'
import { bookedEvents, ReservationBooks, refusalStatuses } from './reservation-books.ts'

const params = z
  .strictObject({
    peer: selector(null, { against: 'relay' }),
    relay: selector(relayKinds, { relayInUse: true }),
    state: z.enum(['held', 'none', 'refused']).default('held').meta({
      description:
        'held: relay and peer both have it, as far as they tell; none: at least one does not; refused: the relay denied the last request',
    }),
    accordingTo: z.enum(['both', 'peer', 'relay']).default('both').meta({
      description:
        'The side whose reports count; of both, a program that does not tell leaves it to the other (default both)',
    }),
    status: orNull(z.enum(refusalStatuses)).meta({
      description: 'Status of the refusal, with `state: refused`',
    }),
    renewals: orNull(count).meta({ description: 'Number of renewals since the start of the run' }),
    longestGap: orNull(duration).meta({
      description: 'Longest time without it since it was first held',
    }),
  })
  .superRefine(({ state, status, renewals, longestGap }, context) => {
    if (longestGap !== null && state !== 'held')
      context.addIssue(
        conflict(
          'longestGap',
          '`longestGap` measures a held reservation, so it needs `state: held`',
          'write `state: held`, or remove `longestGap`',
          'state',
        ),
      )
    if (status !== null && state !== 'refused')
      context.addIssue(
        conflict(
          'status',
          '`status` is the status of a refusal, so it needs `state: refused`',
          'write `state: refused`, or remove `status`',
          'state',
        ),
      )
    if (renewals !== null && state === 'refused')
      context.addIssue(
        conflict('renewals', '`renewals` has no meaning with `state: refused`', 'remove `renewals`', 'state'),
      )
  })

type Params = z.output<typeof params>

export const reservation = defineExpectation({
  summary: 'a peer holds a reservation on a relay, or does not',
  description:
    '`held` means that both sides have it: the relay accepted it, it has not expired, the relay has not forgotten it, and the peer has not given it up. If only one side has it, the relay cannot relay to the peer, so this counts as `none`. `refused` looks at the relay’s last answer to the peer.',
  example: '- { at: 1h5m, expect: reservation, peer: alice, relay: boot, state: held, renewals: ">=1" }',
  alsoCalled: ['reserved', 'relay-reservation'],
  meantWith: {
    refused: 'state: refused',
    'reservation-refused': 'state: refused',
    'reservation-failed': 'state: refused',
    'reservation-renewed': 'renewals: ">=1"',
    renewed: 'renewals: ">=1"',
  },
  opposite: '`expect: reservation` with `state: none`',
  failsWhen: 'it was lost, forgotten or refused, or the peer never asked',
  failsOtherwise: {
    state: { none: 'it is still held', refused: 'the relay granted it, or the peer never asked' },
  },
  fabrics: ['virtual', 'netns', 'host'],
  params,
  describe: ({ peer, relay, state, accordingTo, status, renewals, longestGap }) => {
    const verb = peer.length > 1 ? ['hold', 'have'] : ['holds', 'has']
    const what = {
      held: `${verb[0]} a reservation on`,
      none: `${verb[1]} no reservation on`,
      refused: `${verb[1]} been refused a reservation by`,
    }[state]
    const with_ = status === null ? '' : `, with ${status}`
    const renewed = renewals === null ? '' : `, renewed ${formatCount(renewals, 'time')}`
    const gap = describeGapLimit(longestGap)
    const said = accordingTo === 'both' ? '' : `, according to the ${accordingTo}`
    return `${listNames(peer)} ${what} ${listNames(relay)}${with_}${renewed}${gap}${said}`
  },
  tellers: ({ peer, relay, accordingTo }) => {
    const atPeer = { parameter: 'peer', nodes: peer, events: peerEvents }
    const atRelay = { parameter: 'relay', nodes: relay, events: ['relay-reservation'] as const }
    switch (accordingTo) {
      case 'both':
        return [{ ...atPeer, orElse: atRelay }]
      case 'peer':
        return [{ ...atPeer, instead: '`accordingTo: relay`' }]
      case 'relay':
        return [{ ...atRelay, instead: '`accordingTo: peer`' }]
    }
  },
  neededNodes: ({ peer, relay, state }) => (state === 'held' ? [...peer, ...relay] : []),
  neededReservations: ({ peer, relay, state }) =>
    state === 'held' ? relay.map((one) => ({ peers: peer, relays: [one] })) : [],
  endedNodes: () => [],
  printedLines: () => null,
  measuredProcesses: () => [],
  relayedTargets: () => [],
  deniedPairs: () => [],
  standingLinks: ({ peer, relay, state, renewals, longestGap }) =>
    state === 'held' && renewals === null && longestGap === null
      ? pairsOf(peer, relay).map(({ from, to }) => ({ peer: from, relay: to }))
      : [],
  showsLoss: ({ state }) => state !== 'held',
  watchesRelay: ({ relay, accordingTo }, name) => accordingTo !== 'peer' && relay.includes(name),
  // Of both sides, one that does not tell leaves it to the other.
  goesByRelay: ({ relay, accordingTo }, name) => accordingTo === 'relay' && relay.includes(name),
  observe: (wanted, _entry, telling) => {
    const pairs = pairsOf(wanted.peer, wanted.relay).map(({ from: peer, to: relay }) => ({
      books: new ReservationBooks(peer, relay, wanted.accordingTo, telling),
      peer,
      relay,
    }))
    return {
      push: (event) => {
        if (!bookedEvents.has(event.kind)) return false
        for (const { books } of pairs) books.push(event)
        return true
      },
      state: () => combine(pairs.map(({ books }) => judge(books, wanted))),
      measures: (now) => ({
        renewals: pairs.reduce((sum, { books }) => sum + books.renewals, 0),
        ...(wanted.state === 'held'
          ? { 'longest-gap': Math.max(...pairs.map(({ books }) => books.gaps.longestAt(now))) }
          : {}),
      }),
    } satisfies Observer
  },
  probe: null,
})

const peerEvents = ['reservation-made', 'reservation-lost', 'reservation-failed'] as const

function judge(books: ReservationBooks, wanted: Params): Observation {
  const { peer, relay, held, holding, renewals, refusal } = books
  const cannotTell: Observation = {
    state: 'undetermined',
    reason: books.silence,
    evidence: books.last.evidence,
  }
  if (wanted.state === 'refused' ? refusal === 'unknown' : holding === 'unknown') return cannotTell
  if (wanted.renewals !== null && !books.tellsRenewals) return cannotTell
  const say = (ok: boolean, text: string, why = books.last): Observation => ({
    state: ok ? 'holds' : 'fails',
    reason: `${text}: ${why.reason}`,
    evidence: why.evidence,
  })
  const prefix = `${peer} ${held ? 'holds a' : 'holds no'} reservation on ${relay}`
  switch (wanted.state) {
    case 'held': {
      const gap = books.gaps.describe(wanted.longestGap)
      if (held && !renewedAsWanted(renewals, wanted.renewals))
        return say(false, `${prefix}, but renewed ${plural(renewals, 'time')}${gap}`)
      const kept = books.gaps.areWithin(wanted.longestGap)
      return say(
        held && kept,
        `${prefix}${renewals > 0 ? `, renewed ${plural(renewals, 'time')}` : ''}${gap}`,
      )
    }
    case 'none':
      if (!held && !renewedAsWanted(renewals, wanted.renewals))
        return say(false, `${prefix}, but renewed it ${plural(renewals, 'time')} before`)
      return say(!held, prefix)
    case 'refused': {
      const status = refusal === null || refusal === 'unknown' ? null : refusal.status
      if (wanted.status !== null && refusal !== null && status === null) return cannotTell
      return say(
        refusal !== null && (wanted.status === null || status === wanted.status),
        prefix,
        books.answer,
      )
    }
  }
}

function renewedAsWanted(renewals: number, wanted: CountRange | null): boolean {
  return wanted === null || inRange(renewals, wanted)
}
