/** The timeline on the screen: a canvas for the lanes, an axis above it, and the whole run as an overview. */
import { axisTop } from 'd3-axis'
import { type BrushBehavior, brushX, type D3BrushEvent } from 'd3-brush'
import { scaleLinear, scaleUtc } from 'd3-scale'
import { select } from 'd3-selection'
import { type D3ZoomEvent, type ZoomBehavior, zoom, zoomIdentity, zoomTransform } from 'd3-zoom'
import { formatClock } from '../../../language/values/format-clock.ts'
import type { LaneLayout } from '../lanes.ts'
import { paintLanes, type Scene } from '../paint-lanes.ts'
import { readPalette } from './palette.ts'
import { pickAt } from './pick-at.ts'

export interface TimelineElements {
  readonly scroller: HTMLElement
  readonly canvas: HTMLCanvasElement
  readonly axis: SVGSVGElement
  readonly overview: SVGSVGElement
  readonly tooltip: HTMLElement
  /** Lines over the lanes: moving them costs no drawing. */
  readonly cursorLine: HTMLElement
  readonly hoverLine: HTMLElement
}

export interface TimelineOptions {
  readonly layout: LaneLayout
  /** How many events there are in each part of the run, for the overview. */
  readonly density: readonly number[]
  readonly onCursor: (time: number) => void
  readonly onNode: (name: string) => void
}

const closest = 5
const overviewHeight = 34

export class TimelineView implements Disposable {
  readonly #elements: TimelineElements
  readonly #options: TimelineOptions
  readonly #zoom: ZoomBehavior<HTMLCanvasElement, unknown>
  readonly #brush: BrushBehavior<unknown>
  readonly #undo = new DisposableStack()
  readonly #span: number
  #colour: Scene['colour']
  #gutter = 0
  #width = 0
  #height = 0
  #cursor = 0
  #hover: number | null = null
  #node: string | null = null
  #frame: number | null = null

  constructor(elements: TimelineElements, options: TimelineOptions) {
    this.#elements = elements
    this.#options = options
    // A little room behind the end, so that what happens last is seen.
    this.#span = Math.max(options.layout.duration, 1) * 1.02
    this.#colour = readPalette(elements.scroller)
    const { canvas, scroller, axis } = elements
    this.#zoom = zoom<HTMLCanvasElement, unknown>()
      .scaleExtent([1, Math.max(1, this.#span / closest)])
      .clickDistance(4)
      .filter((event: Event) => this.#isForZoom(event))
      .on('zoom', (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => this.#zoomed(event))
    this.#brush = brushX<unknown>().on('brush', (event: D3BrushEvent<unknown>) => this.#brushed(event))
    select(canvas).call(this.#zoom).on('dblclick.zoom', null)
    this.#listen(canvas, 'click', (event) => this.#clicked(event))
    this.#listen(canvas, 'pointermove', (event) => this.#hovered(event))
    this.#listen(canvas, 'pointerleave', () => this.#left())
    this.#listen(canvas, 'wheel', (event) => this.#panned(event), { passive: false })
    this.#listen(axis, 'pointerdown', (event) => this.#scrub(event))
    this.#listen(axis, 'pointermove', (event) => {
      if (event.buttons === 1) this.#scrub(event)
    })
    this.#listen(scroller, 'scroll', () => this.#draw())
    const colours = matchMedia('(prefers-color-scheme: dark)')
    this.#listen(colours, 'change', () => this.repaint())
    const resized = new ResizeObserver(() => this.#fit())
    resized.observe(scroller)
    this.#undo.defer(() => resized.disconnect())
    this.#fit()
  }

  /** The stretch of time that is seen. */
  get view(): readonly [number, number] {
    const [from = 0, to = 0] = this.#scale().domain()
    return [from, to]
  }

  show(cursor: number, node: string | null): void {
    const hasMoved = cursor !== this.#cursor
    this.#cursor = cursor
    const hasMarked = node !== this.#node
    this.#node = node
    const [from, to] = this.view
    if (hasMoved && (cursor < from || cursor > to)) {
      const scale = this.#scale()
      select(this.#elements.canvas).call(this.#zoom.translateTo, this.#toWhole(cursor), 0)
      if (scale.domain()[0] === this.view[0]) this.#placeLines()
    } else this.#placeLines()
    if (hasMarked) this.#draw()
  }

  zoomBy(factor: number): void {
    const x = Math.min(Math.max(this.#scale()(this.#cursor), this.#gutter), this.#width)
    select(this.#elements.canvas).call(this.#zoom.scaleBy, factor, [x, 0])
  }

  panBy(share: number): void {
    const { k } = zoomTransform(this.#elements.canvas)
    select(this.#elements.canvas).call(this.#zoom.translateBy, (-share * this.#inner) / k, 0)
  }

  showAll(): void {
    select(this.#elements.canvas).call(this.#zoom.transform, zoomIdentity)
  }

  /** Colours or size have changed. */
  repaint(): void {
    this.#colour = readPalette(this.#elements.scroller)
    this.#fit()
  }

  [Symbol.dispose](): void {
    this.#undo.dispose()
    if (this.#frame !== null) cancelAnimationFrame(this.#frame)
  }

  get #inner(): number {
    return Math.max(1, this.#width - this.#gutter)
  }

  /** Time to pixels with nothing zoomed; pixels count from the left of the canvas. */
  #whole() {
    return scaleLinear([0, this.#span], [this.#gutter, this.#width])
  }

  #toWhole(time: number): number {
    return this.#whole()(time)
  }

  #scale() {
    return zoomTransform(this.#elements.canvas).rescaleX(this.#whole())
  }

  #listen<T extends EventTarget, K extends keyof HTMLElementEventMap>(
    target: T,
    type: K,
    act: (event: HTMLElementEventMap[K]) => void,
    options?: AddEventListenerOptions,
  ): void {
    const listener = (event: Event) => act(event as HTMLElementEventMap[K])
    target.addEventListener(type, listener, options)
    this.#undo.defer(() => target.removeEventListener(type, listener))
  }

  #isForZoom(event: Event): boolean {
    if (event instanceof WheelEvent) return event.ctrlKey || event.metaKey
    return !(event instanceof MouseEvent) || (event.button === 0 && !event.ctrlKey)
  }

  #fit(): void {
    const { scroller, canvas, axis, overview } = this.#elements
    const width = scroller.clientWidth
    const height = scroller.clientHeight
    if (width === 0) return
    this.#width = width
    this.#height = height
    this.#gutter = width < 600 ? 94 : 132
    const dots = window.devicePixelRatio
    canvas.width = Math.round(width * dots)
    canvas.height = Math.round(height * dots)
    canvas.style.width = `${width}px`
    canvas.style.height = `${height}px`
    axis.setAttribute('width', String(width))
    overview.setAttribute('width', String(width))
    this.#zoom
      .extent([
        [this.#gutter, 0],
        [width, height],
      ])
      .translateExtent([
        [this.#gutter, 0],
        [width, height],
      ])
    this.#brush.extent([
      [this.#gutter, 0],
      [width, overviewHeight],
    ])
    this.#paintOverview()
    this.#moved()
  }

  #zoomed({ sourceEvent }: D3ZoomEvent<HTMLCanvasElement, unknown>): void {
    if (sourceEvent !== null) this.#elements.tooltip.hidden = true
    this.#moved()
  }

  /** The view has changed: axis, overview and lanes follow. */
  #moved(): void {
    const [from, to] = this.view
    const whole = this.#whole()
    const brush = select(this.#elements.overview).select<SVGGElement>('.brush')
    brush.call(this.#brush.move, [whole(from), whole(to)])
    this.#paintAxis(from, to)
    this.#draw()
  }

  /** Only what the reader brushes moves the view; what the view moves is no brushing. */
  #brushed({ sourceEvent, selection }: D3BrushEvent<unknown>): void {
    if (!sourceEvent || selection === null) return
    const [from, to] = selection as [number, number]
    if (to - from < 1) return
    const k = this.#inner / (to - from)
    const x = this.#gutter - from * k
    select(this.#elements.canvas).call(this.#zoom.transform, zoomIdentity.translate(x, 0).scale(k))
  }

  #paintAxis(from: number, to: number): void {
    const scale = scaleUtc([from, to], [this.#gutter, this.#width])
    const count = Math.max(2, Math.floor(this.#inner / 110))
    const axis = axisTop<Date>(scale)
      .ticks(count)
      .tickFormat((date) => formatClock(date.getTime()))
    select(this.#elements.axis).select<SVGGElement>('.ticks').call(axis)
  }

  #paintOverview(): void {
    const { density, layout } = this.#options
    const whole = this.#whole()
    const most = Math.max(1, ...density)
    const root = select(this.#elements.overview)
    const width = (this.#toWhole(layout.duration) - this.#gutter) / density.length
    root
      .select('.density')
      .selectAll('rect')
      .data(density)
      .join('rect')
      .attr('x', (_, index) => this.#gutter + index * width)
      .attr('width', Math.max(1, width - 0.5))
      .attr('y', (count) => overviewHeight - barHeight(count, most))
      .attr('height', (count) => barHeight(count, most))
    root
      .select('.marks')
      .selectAll('rect')
      .data(layout.marks)
      .join('rect')
      .attr('class', ({ style }) => style)
      .attr('x', ({ from }) => whole(from) - 1)
      .attr('width', 2)
      .attr('height', overviewHeight)
    root.select<SVGGElement>('.brush').call(this.#brush)
  }

  #draw(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null
      this.#paint()
    })
  }

  #paint(): void {
    const { canvas } = this.#elements
    const context = canvas.getContext('2d')
    if (context === null) return
    const dots = canvas.width / Math.max(1, this.#width)
    context.setTransform(dots, 0, 0, dots, 0, 0)
    paintLanes(context, this.#scene())
    this.#placeLines()
  }

  #placeLines(): void {
    const { axis, overview, cursorLine, hoverLine } = this.#elements
    const x = this.#scale()(this.#cursor)
    const isSeen = x >= this.#gutter && x <= this.#width
    select(axis)
      .select('.cursor')
      .attr('transform', `translate(${x},0)`)
      .attr('visibility', isSeen ? 'visible' : 'hidden')
    select(overview)
      .select('.cursor')
      .attr('transform', `translate(${this.#toWhole(this.#cursor)},0)`)
    cursorLine.style.transform = `translateX(${x}px)`
    cursorLine.hidden = !isSeen
    hoverLine.hidden = this.#hover === null
    if (this.#hover !== null) hoverLine.style.transform = `translateX(${this.#scale()(this.#hover)}px)`
  }

  #scene(): Scene {
    const scale = this.#scale()
    return {
      width: this.#width,
      height: this.#height,
      gutter: this.#gutter,
      scrolled: this.#elements.scroller.scrollTop,
      layout: this.#options.layout,
      toX: (time) => scale(time),
      toTime: (x) => scale.invert(x),
      colour: this.#colour,
      node: this.#node,
    }
  }

  #clicked(event: MouseEvent): void {
    const [x, y] = this.#place(event)
    if (x >= this.#gutter) {
      this.#options.onCursor(this.#scale().invert(x))
      return
    }
    const lane = this.#options.layout.lanes.find(({ top, height }) => y >= top && y < top + height)
    if (lane?.node != null) this.#options.onNode(lane.node)
  }

  #hovered(event: PointerEvent): void {
    if (event.pointerType === 'touch' || event.buttons !== 0) return
    const { tooltip, scroller } = this.#elements
    const [x, y] = this.#place(event)
    this.#hover = x < this.#gutter ? null : this.#scale().invert(x)
    const found = this.#hover === null ? [] : pickAt(this.#scene(), x, y)
    tooltip.hidden = this.#hover === null
    if (this.#hover !== null) {
      tooltip.textContent = [formatClock(this.#hover), ...found].join('\n')
      const room = scroller.clientWidth - tooltip.offsetWidth - 8
      const below = y - scroller.scrollTop + 18
      tooltip.style.left = `${Math.max(0, Math.min(x + 14, room))}px`
      tooltip.style.top = `${scroller.offsetTop + below}px`
    }
    this.#placeLines()
  }

  #left(): void {
    this.#hover = null
    this.#elements.tooltip.hidden = true
    this.#placeLines()
  }

  /** Sideways and with shift the wheel pans; up and down it scrolls the lanes, as everywhere. */
  #panned(event: WheelEvent): void {
    if (event.ctrlKey || event.metaKey) return
    const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY)
    if (!isSideways && !event.shiftKey) return
    event.preventDefault()
    this.panBy((isSideways ? event.deltaX : event.deltaY) / this.#inner)
  }

  #scrub(event: PointerEvent): void {
    const [x] = this.#place(event)
    this.#options.onCursor(this.#scale().invert(Math.max(x, this.#gutter)))
  }

  /** In the coordinates of the lanes. */
  #place(event: MouseEvent): readonly [number, number] {
    const { left, top } = this.#elements.canvas.getBoundingClientRect()
    return [event.clientX - left, event.clientY - top + this.#elements.scroller.scrollTop]
  }
}

/** Few events among very many are still seen. */
function barHeight(count: number, most: number): number {
  return count === 0 ? 0 : 3 + (overviewHeight - 6) * Math.sqrt(count / most)
}
