import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import {
  type NatBehaviour,
  type NatPreset,
  natPresets,
} from '../../simulation/network/routes/nat-behaviour.ts'
import { conflict } from './conflict.ts'
import { duration } from './duration.ts'
import { alsoCalled, meaning } from './other-words.ts'
import { percentage } from './percentage.ts'
import { type NodeShare, refineShares } from './shares.ts'

/** A preset, and the changes to it in the NAT nearest to the host. */
export interface NatChoice {
  readonly preset: NatPreset
  readonly changes: Partial<NatBehaviour>
}

type SingleNat = Exclude<NatPreset, 'none' | 'cgnat'>

const presets = Object.keys(natPresets) as [NatPreset, ...NatPreset[]]
const singles = presets.filter((preset) => natPresets[preset].length === 1) as [SingleNat, ...SingleNat[]]
const rule = z.enum(['endpoint-independent', 'address-dependent', 'address-and-port-dependent'])

const presetMeaning = 'The NAT that the other keys change (default port-restricted-cone)'

const behaviour = z.strictObject({
  preset: z.enum(singles).default('port-restricted-cone').meta({
    description: presetMeaning,
  }),
  mapping: rule.exactOptional().meta({
    description:
      'The mapping: the destinations for which a host’s port has one external port (RFC 4787, 4.1)',
  }),
  filtering: rule
    .exactOptional()
    .meta({ description: 'The filtering: the outside hosts and ports that may use a mapping (RFC 4787, 5)' }),
  ports: z
    .enum(['preserve', 'sequential', 'random'])
    .exactOptional()
    .meta({ description: 'The choice of external ports' }),
  hairpinning: z
    .boolean()
    .exactOptional()
    .meta({ description: 'True: hosts inside reach each other by their external addresses' }),
  refusal: z
    .enum(['drop', 'reset'])
    .exactOptional()
    .meta({ description: 'The answer to a refused packet: none (drop), or a reset' }),
  establishedTimeout: duration
    .exactOptional()
    .meta({ description: 'Time for which an idle established connection keeps its mapping' }),
  transitoryTimeout: duration
    .exactOptional()
    .meta({ description: 'The same for a connection that is half open or closing' }),
  udpTimeout: duration.exactOptional().meta({
    description: 'Time after the last UDP packet from inside for which its mapping stays (RFC 4787, 4.3)',
  }),
})

const natProblem = `expected one of ${presets.join(', ')}, or { preset: symmetric, ports: sequential }`

/** Advice for other words for a preset. */
const natWords: Readonly<Record<string, string>> = {
  ...meaning('full-cone, restricted-cone or port-restricted-cone', ['cone', 'endpoint-independent']),
  ...meaning('full-cone', ['easy', 'open']),
  ...meaning('symmetric', ['hard', 'strict', 'address-and-port-dependent']),
  ...meaning('none', ['no', 'off', 'public', 'false']),
  ...meaning('cgnat', ['carrier-grade', 'double', 'double-nat', 'nat444']),
}

/** The NAT of a router in a topology: a preset, or a preset with changes. */
export const nat = alsoCalled(
  z
    .union(
      [
        z.enum(presets).transform((preset): NatChoice => ({ preset, changes: {} })),
        behaviour.transform(({ preset, ...changes }): NatChoice => ({ preset, changes })),
      ],
      { error: natProblem },
    )
    .meta({ description: `${presets.join(', ')}; or a mapping with the fields of RFC 4787` }),
  [],
  natWords,
)

/** The NATs of the nodes of one entry: the same for each, or shares of presets. */
export type NodeNat = NatChoice | { readonly shares: readonly NodeShare<NatPreset>[] }

const shareKeys = Object.fromEntries(
  presets.map((preset) => [
    preset,
    percentage.exactOptional().meta({ description: `The share of nodes with ${preset}: "30%"` }),
  ]),
)

/** One mapping for both forms, so that a mistake in one is not told as a mistake in the other. */
const behaviourOrShares = z
  .strictObject({
    ...behaviour.shape,
    preset: behaviour.shape.preset.unwrap().exactOptional().meta({ description: presetMeaning }),
    ...shareKeys,
  })
  .superRefine((given, context) => {
    const [shares, changes] = [sharesIn(given), changesIn(given)]
    if (shares.length === 0) return
    const [other] = Object.keys(changes)
    const [{ of = '' } = {}] = shares
    if (other === undefined) refineShares(shares, context)
    else
      context.addIssue(
        conflict(
          other,
          `shares are of presets as they are, so \`${other}\` is not possible`,
          'remove one of them',
          of,
        ),
      )
  })
  .transform((given): NodeNat => {
    const shares = sharesIn(given)
    if (shares.length > 0) return { shares }
    const { preset, ...changes } = behaviour.parse(changesIn(given))
    return { preset, changes }
  })

function sharesIn(given: object): readonly NodeShare<NatPreset>[] {
  const values: Partial<Record<string, unknown>> = { ...given }
  return presets.flatMap((of) => {
    const share = values[of]
    return typeof share === 'number' ? [{ of, share }] : []
  })
}

function changesIn(given: object): object {
  return Object.fromEntries(Object.entries(given).filter(([key]) => !(key in natPresets)))
}

/** The NAT of the own routers of nodes. */
export const natOfNodes = alsoCalled(
  z
    .union([z.enum(presets).transform((preset): NodeNat => ({ preset, changes: {} })), behaviourOrShares], {
      error: natProblem,
    })
    .meta({ description: nat.description ?? '' }),
  [],
  natWords,
)

/** Describes a NAT: `a symmetric NAT`, or its mapping and filtering if no preset fits. */
export function describeNat(behaviour: NatBehaviour): string {
  const preset = singles.find((name) => isDeepStrictEqual(natPresets[name][0], behaviour))
  if (preset !== undefined) return `a ${preset} NAT`
  return `a NAT with ${behaviour.mapping} mapping and ${behaviour.filtering} filtering`
}

/** The same without the presets that an existing router cannot have. */
const singleWords = Object.fromEntries(
  Object.entries(natWords).filter(([, preset]) => preset !== 'none' && preset !== 'cgnat'),
)

const singleProblem = `expected one of ${singles.join(', ')}, or { preset: symmetric, ports: sequential }`

/** The NAT of an existing router, so without the presets `none` and `cgnat`. The plan has its behaviour. */
export const natBehaviour = alsoCalled(
  z
    .union(
      [
        z.enum(singles).transform((preset): NatBehaviour => natPresets[preset][0]),
        behaviour.transform(
          ({ preset, ...changes }): NatBehaviour => ({
            ...natPresets[preset][0],
            ...changes,
          }),
        ),
      ],
      { error: singleProblem },
    )
    .meta({ description: `${singles.join(', ')}; or a mapping with the fields of RFC 4787` }),
  [],
  singleWords,
)
