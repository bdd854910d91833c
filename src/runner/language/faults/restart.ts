import * as z from 'zod'
import { duration } from '../values/duration.ts'
import { formatDuration } from '../values/format-duration.ts'
import { libp2pRelease } from '../values/libp2p-release.ts'
import { listNames } from '../values/list-names.ts'
import { orNull } from '../values/optional.ts'
import { alsoCalled } from '../values/other-words.ts'
import { selector } from '../values/selector.ts'
import { countNodes, defineFault, startNode } from './fault.ts'

export const restart = defineFault({
  summary: 'stop a node and start it again',
  description:
    'The node ends (gracefully, with `how: kill` as in a crash, or with `how: power-loss` without a word), stays down for `down`, and comes back with the same identity and addresses. Everything that it held in memory is gone: for a relay, all reservations. With `libp2p` it comes back with another release, as in a rolling upgrade.',
  example: '- { at: 30m, fault: restart, node: boot, down: 20s }',
  alsoCalled: ['reboot', 'bounce', 'upgrade'],
  instead: {
    for: 'write `down: 5s` for the time that the node stays down',
  },
  standsFor: 'an update, a supervised program that crashes, or a user who restarts the app',
  describe: ({ node, down, how, libp2p }) => {
    const isOne = node.length === 1
    const ends = {
      stop: '',
      kill: isOne ? ' crashes and' : ' crash and',
      'power-loss': isOne ? ' loses power and' : ' lose power and',
    }[how]
    const as = libp2p === null ? '' : libp2p === 'current' ? ' as the current libp2p' : ` as libp2p ${libp2p}`
    return `${listNames(node)}${ends} ${isOne ? 'restarts' : 'restart'}${as}, down for ${formatDuration(down)}`
  },
  fabrics: ['virtual', 'netns', 'host'],
  clocks: ['virtual', 'real'],
  reversible: false,
  draws: { unasked: true, keys: { down: '1s-5m', how: ['stop', 'kill', 'power-loss'] } },
  params: z.strictObject({
    node: selector(null, { running: true, relayInUse: true }),
    down: alsoCalled(
      duration.prefault('1s').meta({ description: 'The time that the node stays down (default 1s)' }),
      ['downtime', 'down-for', 'duration', 'delay'],
    ),
    libp2p: orNull(libp2pRelease).meta({
      description: 'The libp2p release with which it comes back (default: the same)',
    }),
    how: z.enum(['stop', 'kill', 'power-loss']).default('stop').meta({
      description:
        'How it ends: gracefully, killed, or by a loss of power, of which nobody is told (default stop)',
    }),
  }),
  asks: [],
  needsNetwork: ({ how }) => (how === 'power-loss' ? 'how: power-loss' : null),
  facts: ({ node, down, libp2p, how }) => ({
    takes: down,
    ends: node,
    starts: node,
    libp2p,
    disconnects: null,
    silences:
      how === 'power-loss' ? { between: { kind: 'around', machines: node }, onlyDelays: false } : null,
    links: null,
    relays: null,
    unsettles: [],
  }),
  apply: async (context, { node, down, how, libp2p }) => {
    const restarted = await countNodes(context, node, async (handle) => {
      // Another entry of this instant stops it.
      if (handle.status === 'down' || handle.status === 'stopping') return false
      await (how === 'stop' ? handle.stop() : handle.kill(how === 'power-loss' ? how : 'exit'))
      await context.clock.sleepUntil(context.clock.now() + down, context.signal)
      if (libp2p !== null) handle.use(libp2p)
      await startNode(context, handle)
      return true
    })
    return { changes: [{ what: 'nodes restarted', count: restarted }], undo: null }
  },
})
