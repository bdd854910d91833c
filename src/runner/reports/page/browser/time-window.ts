import { scaleLinear } from 'd3-scale'
import { select } from 'd3-selection'
import { type D3ZoomEvent, type ZoomBehavior, zoom, zoomIdentity, zoomTransform } from 'd3-zoom'

/** Milliseconds in view at the closest zoom. */
const closest = 5

/** The stretch of time in view, and the scale between times and pixels, which count from the left of the canvas. */
export class TimeWindow {
  readonly #canvas: HTMLCanvasElement
  readonly #zoom: ZoomBehavior<HTMLCanvasElement, unknown>
  readonly #span: number
  #gutter = 0
  #width = 0

  /** Calls `onZoom` after each change of the view; `isByReader` is false when the program made it. */
  constructor(canvas: HTMLCanvasElement, duration: number, onZoom: (isByReader: boolean) => void) {
    this.#canvas = canvas
    // A little room after the end shows the last events.
    this.#span = Math.max(duration, 1) * 1.02
    this.#zoom = zoom<HTMLCanvasElement, unknown>()
      .scaleExtent([1, Math.max(1, this.#span / closest)])
      .clickDistance(4)
      .filter(isForZoom)
      .on('zoom', ({ sourceEvent }: D3ZoomEvent<HTMLCanvasElement, unknown>) => onZoom(sourceEvent !== null))
    select(canvas).call(this.#zoom).on('dblclick.zoom', null)
  }

  /** The width of the canvas, and of the names at its left. */
  get width(): number {
    return this.#width
  }

  get gutter(): number {
    return this.#gutter
  }

  /** Pixels from the gutter to the right edge. */
  get inner(): number {
    return Math.max(1, this.#width - this.#gutter)
  }

  get view(): readonly [number, number] {
    const [from = 0, to = 0] = this.scale().domain()
    return [from, to]
  }

  /** The scale of the view. */
  scale() {
    return zoomTransform(this.#canvas).rescaleX(this.wholeScale())
  }

  /** The scale of the whole run, without zoom. */
  wholeScale() {
    return scaleLinear([0, this.#span], [this.#gutter, this.#width])
  }

  resize(width: number, height: number): void {
    this.#width = width
    this.#gutter = width < 600 ? 94 : 132
    const extent: [[number, number], [number, number]] = [
      [this.#gutter, 0],
      [width, height],
    ]
    this.#zoom.extent(extent).translateExtent(extent)
  }

  zoomBy(factor: number, around: number): void {
    const x = Math.min(Math.max(this.scale()(around), this.#gutter), this.#width)
    select(this.#canvas).call(this.#zoom.scaleBy, factor, [x, 0])
  }

  /** Moves the view by a share of its length. */
  panBy(share: number): void {
    const { k } = zoomTransform(this.#canvas)
    select(this.#canvas).call(this.#zoom.translateBy, (-share * this.inner) / k, 0)
  }

  /** Moves the view to a time. Returns false when the view cannot move. */
  moveTo(time: number): boolean {
    const [before] = this.view
    select(this.#canvas).call(this.#zoom.translateTo, this.wholeScale()(time), 0)
    return this.view[0] !== before
  }

  /** Shows the stretch between two pixels of the scale without zoom. */
  showBetween(from: number, to: number): void {
    const k = this.inner / (to - from)
    const x = this.#gutter - from * k
    select(this.#canvas).call(this.#zoom.transform, zoomIdentity.translate(x, 0).scale(k))
  }

  showAll(): void {
    select(this.#canvas).call(this.#zoom.transform, zoomIdentity)
  }
}

function isForZoom(event: Event): boolean {
  if (event instanceof WheelEvent) return event.ctrlKey || event.metaKey
  return !(event instanceof MouseEvent) || (event.button === 0 && !event.ctrlKey)
}
