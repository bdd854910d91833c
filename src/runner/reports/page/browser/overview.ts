import { type BrushBehavior, brushX, type D3BrushEvent } from 'd3-brush'
import { select } from 'd3-selection'
import type { LaneLayout } from '../lanes.ts'
import type { TimeWindow } from './time-window.ts'

const height = 34

export interface OverviewOptions {
  readonly layout: LaneLayout
  /** Number of events in each part of the run. */
  readonly density: readonly number[]
}

/** The whole run as a strip: its events, its faults, and a brush that shows and moves the view. */
export class Overview {
  readonly #element: SVGSVGElement
  readonly #options: OverviewOptions
  readonly #window: TimeWindow
  readonly #brush: BrushBehavior<unknown>

  constructor(element: SVGSVGElement, options: OverviewOptions, window: TimeWindow) {
    this.#element = element
    this.#options = options
    this.#window = window
    this.#brush = brushX<unknown>().on('brush', (event: D3BrushEvent<unknown>) => this.#brushed(event))
  }

  /** Takes the size of the window, and paints again. */
  fit(): void {
    const { width, gutter } = this.#window
    this.#element.setAttribute('width', String(width))
    this.#brush.extent([
      [gutter, 0],
      [width, height],
    ])
    this.#paint()
  }

  /** Puts the brush over the stretch in view. */
  showView(): void {
    const [from, to] = this.#window.view
    const whole = this.#window.wholeScale()
    const brush = select(this.#element).select<SVGGElement>('.brush')
    brush.call(this.#brush.move, [whole(from), whole(to)])
  }

  showCursor(time: number): void {
    select(this.#element)
      .select('.cursor')
      .attr('transform', `translate(${this.#window.wholeScale()(time)},0)`)
  }

  /** Moves the view only for the reader's own brushing: the view also moves the brush. */
  #brushed({ sourceEvent, selection }: D3BrushEvent<unknown>): void {
    if (!sourceEvent || selection === null) return
    const [from, to] = selection as [number, number]
    if (to - from >= 1) this.#window.showBetween(from, to)
  }

  #paint(): void {
    const { density, layout } = this.#options
    const { gutter } = this.#window
    const whole = this.#window.wholeScale()
    const most = Math.max(1, ...density)
    const root = select(this.#element)
    const width = (whole(layout.duration) - gutter) / density.length
    root
      .select('.density')
      .selectAll('rect')
      .data(density)
      .join('rect')
      .attr('x', (_, index) => gutter + index * width)
      .attr('width', Math.max(1, width - 0.5))
      .attr('y', (count) => height - barHeight(count, most))
      .attr('height', (count) => barHeight(count, most))
    root
      .select('.marks')
      .selectAll('rect')
      .data(layout.marks)
      .join('rect')
      .attr('class', ({ style }) => style)
      .attr('x', ({ from }) => whole(from) - 1)
      .attr('width', 2)
      .attr('height', height)
    root.select<SVGGElement>('.brush').call(this.#brush)
  }
}

/** The square root keeps a few events among very many visible. */
function barHeight(count: number, most: number): number {
  return count === 0 ? 0 : 3 + (height - 6) * Math.sqrt(count / most)
}
