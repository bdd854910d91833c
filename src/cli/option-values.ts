import { InvalidArgumentError } from 'commander'
import { messageOf } from '../base/errors.ts'
import { mostSeeds } from '../runner/language/topology/vary/read-vary.ts'
import { parseDuration } from '../runner/language/values/duration.ts'
import { releaseProblemOf } from '../runner/language/values/libp2p-release.ts'
import type { ProcessCount } from '../runner/language/values/process-count.ts'
import { parseSize } from '../runner/language/values/size.ts'

/** For commander: a parser of a whole number from `minimum` on. */
export function wholeNumber(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!Number.isSafeInteger(value) || value < minimum) {
      throw new InvalidArgumentError(`expected a whole number from ${minimum}.`)
    }
    return value
  }
}

/** For commander: `each`, or a number of processes. */
export function processCountValue(text: string): ProcessCount {
  const value = Number(text)
  if (text === 'each') return text
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('expected a whole number from 1, or `each`.')
  return value
}

/** For commander: the number of `--bail`, which may be left out. */
export function bailCount(text: string): number {
  const value = Number(text)
  // An option before the files takes the first of them for its value.
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError(
      'expected a whole number from 1: write --bail=3, or put --bail after the files.',
    )
  return value
}

/** For commander: a regular expression, in which case does not matter. */
export function regularExpression(text: string): RegExp {
  try {
    return new RegExp(text, 'i')
  } catch (error) {
    throw new InvalidArgumentError(`${messageOf(error)}.`)
  }
}

export function durationValue(text: string): number {
  const value = parseDuration(text)
  if (value === undefined) throw new InvalidArgumentError('expected a duration such as 10s or 5m.')
  return value
}

/** For commander: a limit, which is never 0. */
export function limitValue(text: string): number {
  const value = durationValue(text)
  if (value === 0) throw new InvalidArgumentError('expected a duration above 0s.')
  return value
}

/** For commander: seeds and ranges of seeds, such as 1-20,42. */
export function seedList(text: string): string {
  for (const one of text.split(',').map((part) => part.trim())) {
    const [, first = one, last = first] = /^(\d+)(?:-(\d+))?$/.exec(one) ?? []
    const [from, to] = [Number(first), Number(last)]
    const isRange = one !== '' && Number.isSafeInteger(from) && Number.isSafeInteger(to) && from <= to
    if (!isRange)
      throw new InvalidArgumentError(`"${one}" is no seed and no range of seeds: write 1-20, or 1,5,9.`)
    if (to - from >= mostSeeds)
      throw new InvalidArgumentError(`"${one}" has more seeds than ${mostSeeds}, the most of a range.`)
  }
  return text
}

export function sizeValue(text: string): number {
  const value = parseSize(text)
  if (value === undefined) throw new InvalidArgumentError('expected a size such as 512KiB or 64MiB.')
  return value
}

export function releaseList(text: string): readonly string[] {
  const list = text.split(',').map((one) => one.trim())
  for (const one of list) {
    const problem = releaseProblemOf(one)
    if (problem !== null) throw new InvalidArgumentError(`"${one}": ${problem}.`)
  }
  return list
}

export function portNumber(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value > 65_535) throw new InvalidArgumentError('expected a TCP port.')
  return value
}

/** For commander: collects the values of a repeated `--vary path=value,value`. */
export function collectVaried(text: string, previous: readonly string[] = []): readonly string[] {
  if (!/^[^=]+=./.test(text))
    throw new InvalidArgumentError('expected a path and values: boot.relay.reservationDuration=10m,1h.')
  return [...previous, text]
}
