import { countUpTo } from './count-up-to.ts'
import type { EventSpan } from './report-model.ts'

const stride = 64

/** An index of spans that finds those open at an event without a walk through all. */
export class SpanIndex<T extends EventSpan> {
  /** In the order of their start. */
  readonly #spans: readonly T[]
  /** For each `stride` spans, those still open when the last of them begins. */
  readonly #open: readonly (readonly T[])[]

  constructor(all: readonly T[]) {
    const spans = all.toSorted((a, b) => a.from.n - b.from.n)
    this.#spans = spans
    const open: (readonly T[])[] = [[]]
    for (let end = stride; end <= spans.length; end += stride) {
      const n = spans[end - 1]?.from.n ?? 0
      const more = spans.slice(end - stride, end)
      open.push([...(open.at(-1) ?? []), ...more].filter((span) => covers(span, n)))
    }
    this.#open = open
  }

  /** The spans open right after event `n`, oldest first. */
  at(n: number): readonly T[] {
    const begun = countUpTo(this.#spans, n, ({ from }) => from.n)
    const blocks = Math.floor(begun / stride)
    const candidates = [...(this.#open[blocks] ?? []), ...this.#spans.slice(blocks * stride, begun)]
    return candidates.filter((span) => covers(span, n))
  }
}

function covers({ from, to }: EventSpan, n: number): boolean {
  return from.n <= n && (to === null || n < to.n)
}
