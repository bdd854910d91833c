import { scaleLinear, scaleUtc } from 'd3-scale'
import type { RunMeasure } from '../../experiment/experiment.ts'
import { formatNumber } from '../../experiment/groups.ts'

export interface NumberAxis {
  readonly toX: (value: number) => number
  readonly ticks: readonly { readonly x: number; readonly text: string }[]
}

/** Makes the axis of a measure, which is never negative. It begins at 0, unless all numbers lie far from there. */
export function axisOf(
  { unit }: Pick<RunMeasure, 'unit'>,
  numbers: readonly number[],
  range: readonly [from: number, to: number],
): NumberAxis {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)]
  const margin = (most - least) * 0.06 || Math.max(most * 0.1, 1)
  const domain = [least < most * 0.5 ? 0 : Math.max(0, least - margin), most + margin]
  const toX = scaleLinear(domain, [...range])
  const values =
    unit === 'time'
      ? scaleUtc(domain, [...range])
          .ticks(4)
          .map(Number)
      : toX.ticks(4)
  const texts = values.map((value) => ({ x: toX(value), text: formatNumber(value, unit) }))
  return { toX, ticks: texts.filter(({ text }, index) => text !== texts[index - 1]?.text) }
}
