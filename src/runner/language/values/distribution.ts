import { randomExponential, randomLogNormal, randomPareto, randomWeibull } from 'd3-random'
import * as z from 'zod'
import type { Random } from '../../../base/random.ts'
import { conflict } from './conflict.ts'
import { duration, durationProblem } from './duration.ts'
import { orNull } from './optional.ts'

const names = ['fixed', 'exponential', 'weibull', 'pareto', 'lognormal'] as const

/** A random length of time in milliseconds. `shape`: null for those that have none, and sigma of the log-normal. */
export interface Distribution {
  readonly distribution: (typeof names)[number]
  readonly mean: number
  readonly shape: number | null
}

/** The shape must be larger than this; null: the distribution has none. */
const leastShapes: Readonly<Record<Distribution['distribution'], number | null>> = {
  fixed: null,
  exponential: null,
  weibull: 0.1,
  pareto: 1,
  lognormal: 0,
}

const named = z
  .strictObject({
    distribution: z.enum(names).meta({ description: names.join(', ') }),
    mean: duration.meta({ description: 'The mean, at least 1s' }),
    shape: orNull(z.number().max(100)).meta({
      description: 'Of weibull its shape, of pareto its shape (above 1), of lognormal its sigma',
    }),
  })
  .superRefine(({ distribution: name, shape }, context) => {
    const least = leastShapes[name]
    if (least === null && shape !== null)
      context.addIssue(conflict('shape', `${name} has no \`shape\``, 'remove it', 'distribution'))
    if (least === null || (shape !== null && shape > least)) return
    const path = shape === null ? ['distribution'] : ['shape']
    const code = shape === null ? 'missing-key' : 'invalid-value'
    const message =
      shape === null ? `${name} needs a \`shape\`` : `the \`shape\` of ${name} is more than ${least}`
    const hint = `write { distribution: ${name}, mean: 10m, shape: ${examples[name]} }`
    context.addIssue({ code: 'custom', path, message, params: { code, hint } })
  })

const examples: Readonly<Record<Distribution['distribution'], number | null>> = {
  ...leastShapes,
  weibull: 0.6,
  pareto: 1.5,
  lognormal: 1.2,
}

const distributionProblem = `${durationProblem}, or { distribution: exponential, mean: 10m }`

/** A length of time in a topology: `10m`, or a distribution with its mean. */
export const distribution = z
  .union(
    [
      duration.transform((mean): Distribution => ({ distribution: 'fixed', mean, shape: null })),
      named.transform((given): Distribution => given),
    ],
    { error: distributionProblem },
  )
  .superRefine(({ distribution: name, mean }, context) => {
    if (mean >= 1000) return
    const path = name === 'fixed' ? [] : ['mean']
    context.addIssue({ code: 'custom', path, message: 'expected at least 1s' })
  })

/** Returns a function that draws whole milliseconds. */
export function drawing(from: Distribution, random: Random): () => number {
  const next = generatorOf(from, random)
  return () => Math.round(next())
}

function generatorOf(
  { distribution: name, mean: average, shape }: Distribution,
  random: Random,
): () => number {
  const form = shape ?? 1
  switch (name) {
    case 'fixed':
      return () => average
    case 'exponential':
      return randomExponential.source(random)(1 / average)
    case 'weibull':
      return randomWeibull.source(random)(form, 0, average / gamma(1 + 1 / form))
    case 'pareto': {
      const next = randomPareto.source(random)(form)
      return () => (next() * average * (form - 1)) / form
    }
    case 'lognormal':
      return randomLogNormal.source(random)(Math.log(average) - form ** 2 / 2, form)
    default:
      return name satisfies never
  }
}

/** The gamma function for x > 0.5, to 15 digits (Lanczos, g = 7, n = 9). */
export function gamma(x: number): number {
  const [first = 0, ...others] = lanczos
  const sum = others.reduce((total, factor, index) => total + factor / (x + index), first)
  const t = x + 6.5
  return Math.sqrt(2 * Math.PI) * t ** (x - 0.5) * Math.exp(-t) * sum
}

const lanczos = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
  12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
]
