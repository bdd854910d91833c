/** The timeline on the screen: a canvas for the lanes, an axis above it, and the whole run as an overview. */
import { axisTop } from 'd3-axis'
import { scaleUtc } from 'd3-scale'
import { select } from 'd3-selection'
import { formatClock } from '../../../language/values/format-clock.ts'
import { type Colour, colourNames } from '../colours.ts'
import { paintLanes } from '../paint-lanes.ts'
import type { Scene } from '../scene.ts'
import { Overview, type OverviewOptions } from './overview.ts'
import { pickAt } from './pick-at.ts'
import { TimeWindow } from './time-window.ts'

export interface TimelineElements {
  readonly scroller: HTMLElement
  readonly canvas: HTMLCanvasElement
  readonly axis: SVGSVGElement
  readonly overview: SVGSVGElement
  readonly tooltip: HTMLElement
  /** Lines over the lanes, which move without a redraw of the canvas. */
  readonly cursorLine: HTMLElement
  readonly hoverLine: HTMLElement
}

export interface TimelineOptions extends OverviewOptions {
  readonly onCursor: (time: number) => void
  readonly onNode: (name: string) => void
  readonly onGroup: (name: string) => void
}

export class TimelineView implements Disposable {
  readonly #elements: TimelineElements
  readonly #options: TimelineOptions
  readonly #window: TimeWindow
  readonly #overview: Overview
  readonly #undo = new DisposableStack()
  #colour: Scene['colour']
  #height = 0
  #cursor = 0
  #hover: number | null = null
  #node: string | null = null
  #frame: number | null = null

  constructor(elements: TimelineElements, options: TimelineOptions) {
    const { canvas, scroller, axis, overview } = elements
    this.#elements = elements
    this.#options = options
    this.#colour = readPalette(scroller)
    this.#window = new TimeWindow(canvas, options.layout.duration, (isByReader) => this.#zoomed(isByReader))
    this.#overview = new Overview(overview, options, this.#window)
    this.#listen(canvas, 'click', (event) => this.#clicked(event))
    this.#listen(canvas, 'pointermove', (event) => this.#hovered(event))
    this.#listen(canvas, 'pointerleave', () => this.#left())
    this.#listen(canvas, 'wheel', (event) => this.#wheeled(event), { passive: false })
    this.#listen(axis, 'pointerdown', (event) => this.#scrub(event))
    this.#listen(axis, 'pointermove', (event) => {
      if (event.buttons === 1) this.#scrub(event)
    })
    this.#listen(scroller, 'scroll', () => this.#draw())
    const colours = matchMedia('(prefers-color-scheme: dark)')
    this.#listen(colours, 'change', () => this.repaint())
    // A page that is printed has another width, and colours of its own.
    const resized = new ResizeObserver(() => this.repaint())
    resized.observe(scroller)
    this.#undo.defer(() => resized.disconnect())
    this.#fit()
  }

  show(cursor: number, node: string | null): void {
    const hasMoved = cursor !== this.#cursor
    this.#cursor = cursor
    const hasMarked = node !== this.#node
    this.#node = node
    const [from, to] = this.#window.view
    const isOutside = hasMoved && (cursor < from || cursor > to)
    if (!isOutside || !this.#window.moveTo(cursor)) this.#placeLines()
    if (hasMarked) this.#draw()
  }

  zoomBy(factor: number): void {
    this.#window.zoomBy(factor, this.#cursor)
  }

  panBy(share: number): void {
    this.#window.panBy(share)
  }

  showAll(): void {
    this.#window.showAll()
  }

  /** Paints everything again, after a change of colours or size. */
  repaint(): void {
    this.#colour = readPalette(this.#elements.scroller)
    this.#fit()
  }

  [Symbol.dispose](): void {
    this.#undo.dispose()
    if (this.#frame !== null) cancelAnimationFrame(this.#frame)
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

  #fit(): void {
    const { scroller, canvas, axis } = this.#elements
    const width = scroller.clientWidth
    const height = scroller.clientHeight
    if (width === 0) return
    this.#height = height
    const dots = window.devicePixelRatio
    canvas.width = Math.round(width * dots)
    canvas.height = Math.round(height * dots)
    canvas.style.width = `${width}px`
    canvas.style.height = `${height}px`
    axis.setAttribute('width', String(width))
    this.#window.resize(width, height)
    this.#overview.fit()
    this.#moved()
    // A canvas with a new size is empty, and nothing is drawn later while a page is printed.
    this.#paint()
  }

  #zoomed(isByReader: boolean): void {
    if (isByReader) this.#elements.tooltip.hidden = true
    this.#moved()
  }

  /** Makes axis, overview and lanes follow the view. */
  #moved(): void {
    this.#overview.showView()
    this.#paintAxis()
    this.#draw()
  }

  #paintAxis(): void {
    const { gutter, width, inner, view } = this.#window
    const scale = scaleUtc([...view], [gutter, width])
    const count = Math.max(2, Math.floor(inner / 110))
    const axis = axisTop<Date>(scale)
      .ticks(count)
      .tickFormat((date) => formatClock(date.getTime()))
    select(this.#elements.axis).select<SVGGElement>('.ticks').call(axis)
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
    const dots = canvas.width / Math.max(1, this.#window.width)
    context.setTransform(dots, 0, 0, dots, 0, 0)
    paintLanes(context, this.#scene())
    this.#placeLines()
  }

  #placeLines(): void {
    const { axis, cursorLine, hoverLine } = this.#elements
    const scale = this.#window.scale()
    const x = scale(this.#cursor)
    const isSeen = x >= this.#window.gutter && x <= this.#window.width
    select(axis)
      .select('.cursor')
      .attr('transform', `translate(${x},0)`)
      .attr('visibility', isSeen ? 'visible' : 'hidden')
    this.#overview.showCursor(this.#cursor)
    cursorLine.style.transform = `translateX(${x}px)`
    cursorLine.hidden = !isSeen
    hoverLine.hidden = this.#hover === null
    if (this.#hover !== null) hoverLine.style.transform = `translateX(${scale(this.#hover)}px)`
  }

  #scene(): Scene {
    const scale = this.#window.scale()
    return {
      width: this.#window.width,
      height: this.#height,
      gutter: this.#window.gutter,
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
    if (x >= this.#window.gutter) {
      this.#options.onCursor(this.#window.scale().invert(x))
      return
    }
    const lane = this.#options.layout.lanes.find(({ top, height }) => y >= top && y < top + height)
    if (lane?.node != null) this.#options.onNode(lane.node)
    if (lane?.group != null) this.#options.onGroup(lane.group)
  }

  #hovered(event: PointerEvent): void {
    if (event.pointerType === 'touch' || event.buttons !== 0) return
    const { tooltip, scroller } = this.#elements
    const [x, y] = this.#place(event)
    this.#hover = x < this.#window.gutter ? null : this.#window.scale().invert(x)
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

  /** Pans for sideways wheels and with shift; other wheels scroll the lanes as usual. */
  #wheeled(event: WheelEvent): void {
    if (event.ctrlKey || event.metaKey) return
    const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY)
    if (!isSideways && !event.shiftKey) return
    event.preventDefault()
    this.panBy((isSideways ? event.deltaX : event.deltaY) / this.#window.inner)
  }

  #scrub(event: PointerEvent): void {
    const [x] = this.#place(event)
    this.#options.onCursor(this.#window.scale().invert(Math.max(x, this.#window.gutter)))
  }

  /** The place of an event in the coordinates of the lanes. */
  #place(event: MouseEvent): readonly [number, number] {
    const { left, top } = this.#elements.canvas.getBoundingClientRect()
    return [event.clientX - left, event.clientY - top + this.#elements.scroller.scrollTop]
  }
}

/** Reads the present colours of the style sheet, for the canvas. */
function readPalette(element: Element): (name: Colour) => string {
  const style = getComputedStyle(element)
  const values = new Map(colourNames.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]))
  return (name) => values.get(name) ?? ''
}
