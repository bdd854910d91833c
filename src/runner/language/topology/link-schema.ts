import * as z from 'zod'
import { ends, endsOf, refineEnds } from '../values/ends.ts'
import { hasQuality, linkQualities, needQuality, qualitiesOf } from '../values/link-quality.ts'
import { name } from '../values/name.ts'
import { orNull } from '../values/optional.ts'
import { percentage } from '../values/percentage.ts'
import { refineShares } from '../values/shares.ts'

const linkClass = z.strictObject({
  share: percentage.meta({ description: 'Its share of the nodes of the first end' }),
  ...linkQualities,
})

const classes = z
  .record(name, linkClass)
  .superRefine((given, context) =>
    refineShares(
      Object.entries(given).map(([of, { share }]) => ({ of, share })),
      context,
    ),
  )
  .meta({
    description:
      'Classes of lines, by name, of which each node of the first end has one: { dsl: { share: "60%", latency: 30ms }, fibre: { share: "40%", latency: 5ms } }',
  })

/** The keys of a link. */
export const linkSchema = z
  .strictObject({ ...ends, ...linkQualities, classes: orNull(classes) })
  .superRefine((keys, context) => {
    refineEnds(keys, context)
    // A class may have the usual line, beside those that differ.
    const qualities = [keys, ...Object.values(keys.classes ?? {})]
    if (!qualities.some(hasQuality)) needQuality(context)
    if (keys.classes === null) return
    const first = endsOf(keys).from
    if (!first.includes('*')) return
    const message = '`classes` divides the nodes of the first end, and `"*"` stands for all machines together'
    const hint = 'name the nodes there: between: [peers-*, "*"]'
    context.addIssue({ code: 'custom', path: ['classes'], message, params: { hint } })
  })

export type LinkKeys = z.output<typeof linkSchema>

/** The qualities that the nodes of the first end have: those of the link, under those of a class. */
export function classesOf({ classes: given, ...link }: LinkKeys) {
  return Object.entries(given ?? {}).map(([of, { share, ...own }]) => ({
    of,
    share,
    qualities: { ...qualitiesOf(link), ...qualitiesOf(own) },
  }))
}
