import * as z from 'zod'
import { duration } from '../values/duration.ts'
import { fabricKinds } from '../values/fabric-kind.ts'
import { libp2pRelease } from '../values/libp2p-release.ts'
import { name } from '../values/name.ts'
import { orNull } from '../values/optional.ts'
import { alsoCalled } from '../values/other-words.ts'
import { processCount } from '../values/process-count.ts'
import type { VariedSettings } from './vary/setting.ts'

/** The keys of a topology, without the contents of `nodes` and `timeline`. */
export const headerSchema = z.strictObject({
  name: alsoCalled(name.meta({ description: 'Name of the topology, and of its folder below results/' }), [
    'title',
    'topology',
    'id',
  ]),
  description: alsoCalled(
    z.string().max(1000).default('').meta({ description: 'The behaviour that it shows, in a sentence' }),
    ['comment', 'because', 'summary'],
  ),
  tags: alsoCalled(
    z.array(name).default([]).meta({ description: 'Words by which `topo run --tag` chooses topologies' }),
    ['labels'],
  ),
  seed: z
    .int()
    .min(0)
    .default(1)
    .meta({ description: 'The seed of all randomness: identities, jitter, loss (default 1)' }),
  clock: z
    .enum(['virtual', 'real'])
    .default('virtual')
    .meta({ description: 'Virtual time, or real time (default virtual, on other fabrics real)' }),
  fabric: z.enum(fabricKinds).default('virtual').meta({
    description:
      'The network between nodes: virtual (default), netns (Linux network namespaces), or host (127.0.0.1)',
  }),
  stagger: duration
    .prefault('100ms')
    .meta({ description: 'Time between the starts of two nodes (default 100ms)' }),
  processes: orNull(processCount).meta({
    description:
      'Processes for the nodes in virtual time, or `each` for one of its own for every node (default: 1)',
  }),
  defaults: z
    .strictObject({ libp2p: orNull(libp2pRelease) })
    .prefault({})
    .meta({ description: 'The defaults of all nodes' }),
  routers: alsoCalled(
    z
      .record(z.string(), z.unknown())
      .default({})
      .meta({ description: 'The routers that nodes are behind, by name' }),
    ['nats', 'gateways', 'networks'],
  ),
  nodes: alsoCalled(z.record(z.string(), z.unknown()).meta({ description: 'The nodes, by name' }), [
    'peers',
    'hosts',
    'machines',
  ]),
  links: alsoCalled(
    z
      .array(z.unknown())
      .default([])
      .meta({ description: 'The links between nodes: latency, loss (default 10ms each way)' }),
    ['network', 'edges'],
  ),
  dns: z
    .record(z.string(), z.unknown())
    .default({})
    .meta({ description: 'The names that the name server of the virtual network knows' }),
  timeline: alsoCalled(z.array(z.unknown()).meta({ description: 'Faults and expectations' }), [
    'events',
    'steps',
    'scenario',
    'script',
    'faults',
    'expectations',
  ]),
  vary: z.unknown().optional().meta({
    description:
      'Values that `topo run` tries in all combinations, by path: { boot.relay.reservationDuration: [10m, 1h], seed: 1-20 }',
  }),
  search: z
    .unknown()
    .optional()
    .meta({ description: 'Faults from which `topo search` draws timelines, and what must hold in each' }),
})

/** A topology that is only searched or steered needs no timeline. */
export const openHeaderSchema = headerSchema.extend({ timeline: headerSchema.shape.timeline.default([]) })

export type Header = Omit<
  z.output<typeof headerSchema>,
  'routers' | 'nodes' | 'links' | 'dns' | 'timeline' | 'vary' | 'search'
>

/** Values of the command line that replace those of the file. */
export type Overrides = Partial<
  Pick<Header, 'seed' | 'clock' | 'fabric'> & {
    /** The release of nodes that do not name one. */
    readonly libp2p: string
    /** The timeline is written during the run, so the file needs none. */
    readonly isOpen: boolean
    /** The values of one combination of an experiment. */
    readonly settings: VariedSettings
  }
>
