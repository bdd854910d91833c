/** Chooses the timeline of each run: a new one, or a changed copy of one that did something new. */
import { createRandom } from '../../base/random.ts'
import type { Shard } from '../../base/shard.ts'
import type { Drawn } from './drawn.ts'
import { hashOf } from './signature.ts'
import type { TimelineSource } from './timeline-source.ts'

/** A timeline that led to something new. */
export interface CorpusEntry {
  readonly faults: Drawn
  /** Number of its features that no run before it had. */
  readonly news: number
}

export interface GuideOptions {
  readonly source: TimelineSource
  readonly seed: number
  /** False: every timeline is new. */
  readonly isGuided: boolean
  /** Timelines of earlier searches. Every second run takes one, so that a large corpus leaves room for new ones. */
  readonly corpus: readonly Drawn[]
}

/** Part of the runs that are new, so that the search does not stay where it began. */
const freshShare = 0.25

/** Returns the number of a signature. */
export function signatureOf(features: readonly number[]): number {
  return hashOf(features.join())
}

export class Guide {
  readonly #options: GuideOptions
  readonly #earlier: readonly Drawn[]
  readonly #corpus: CorpusEntry[] = []
  readonly #features = new Set<number>()
  readonly #signatures = new Set<number>()

  constructor(options: GuideOptions) {
    this.#options = options
    // Another seed takes others first, because the time may not suffice for all.
    const placed = options.corpus.map((faults) => ({
      faults,
      place: hashOf(`${options.seed} ${JSON.stringify(faults)}`),
    }))
    this.#earlier = placed.sort((a, b) => a.place - b.place).map(({ faults }) => faults)
  }

  get corpus(): readonly CorpusEntry[] {
    return this.#corpus
  }

  /** Number of different signatures so far. */
  get signatures(): number {
    return this.#signatures.size
  }

  /** Number of different features so far. */
  get features(): number {
    return this.#features.size
  }

  /** Returns the timeline of the run. It depends on the seed and on what the guide has learnt so far. */
  next(turn: number, { index, count }: Shard = { index: 1, count: 1 }): Drawn {
    const run = turn * count + index - 1
    const { source, seed, isGuided } = this.#options
    const given = turn % 2 === 0 ? this.#earlier[(turn / 2) * count + index - 1] : undefined
    if (given !== undefined) return given
    const random = createRandom(seed, 'run', run)
    const number = Math.floor(random() * 2 ** 31)
    if (!isGuided || this.#corpus.length === 0 || random() < freshShare) return source.draw(number)
    const parent = this.#pick(random())
    const other = this.#pick(random())
    let mutant = source.mutate(number, parent, other)
    // Several changes at once lead further.
    for (let more = 1; random() < 0.4; more += 1) mutant = source.mutate(number + more, mutant, other)
    return mutant
  }

  /** Takes the features of a run. Returns those that no run before it had. */
  learn(faults: Drawn, features: readonly number[]): readonly number[] {
    this.#signatures.add(signatureOf(features))
    const news = features.filter((feature) => !this.#features.has(feature))
    for (const feature of news) this.#features.add(feature)
    if (news.length > 0) this.#corpus.push({ faults, news: news.length })
    return news
  }

  /** Timelines with more news are likelier, and later ones than earlier ones. */
  #pick(share: number): Drawn {
    const weights = this.#corpus.map(({ news }, index) => Math.sqrt(news) * (1 + index / this.#corpus.length))
    let left = share * weights.reduce((sum, weight) => sum + weight, 0)
    const at = weights.findIndex((weight) => {
      left -= weight
      return left <= 0
    })
    return this.#corpus.at(at)?.faults ?? []
  }
}
