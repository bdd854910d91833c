import { escapeXmlAttribute, escapeXmlText } from '../text/escape-xml.ts'
import type { Pen } from './pen.ts'
import { widthOf } from './text-width.ts'

/** Style of a pen, with colours by name. */
interface PenStyle {
  fillStyle: unknown
  strokeStyle: unknown
  lineWidth: number
  lineJoin: string
  globalAlpha: number
  font: string
  textBaseline: string
}

interface Kept extends PenStyle {
  readonly dashes: readonly number[]
  /** Groups opened since. */
  readonly groups: number
}

/** Draws SVG elements. Colours are classes `f-<name>` and `s-<name>`, which a style sheet defines. */
export class SvgPen implements Pen {
  fillStyle: unknown = 'ink'
  strokeStyle: unknown = 'ink'
  lineWidth = 1
  lineJoin = 'miter'
  globalAlpha = 1
  font = ''
  textBaseline = 'middle'
  readonly #elements: string[] = []
  readonly #kept: Kept[] = []
  readonly #ids: string
  #dashes: readonly number[] = []
  #path = ''
  #clips = 0
  #groups = 0

  /** `ids` is the prefix of element ids, and must differ between two pens in one picture. */
  constructor(ids: string) {
    this.#ids = ids
  }

  /** The drawing so far. */
  get elements(): string {
    return this.#elements.join('\n')
  }

  /** Does nothing: an SVG starts empty. */
  clearRect(): void {}

  fillRect(x: number, y: number, width: number, height: number): void {
    const place = `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`
    this.#elements.push(`<rect ${place}${this.#fill()}/>`)
  }

  beginPath(): void {
    this.#path = ''
  }

  closePath(): void {
    this.#path += 'Z'
  }

  moveTo(x: number, y: number): void {
    this.#path += `M${round(x)},${round(y)}`
  }

  lineTo(x: number, y: number): void {
    this.#path += `L${round(x)},${round(y)}`
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#path += `M${round(x)},${round(y)}h${round(width)}v${round(height)}h${round(-width)}Z`
  }

  clip(): void {
    this.#clips += 1
    this.#groups += 1
    this.#elements.push(
      `<clipPath id="${this.#ids}${this.#clips}"><path d="${this.#path}"/></clipPath>`,
      `<g clip-path="url(#${this.#ids}${this.#clips})">`,
    )
  }

  fill(): void {
    this.#elements.push(`<path d="${this.#path}"${this.#fill()}/>`)
  }

  stroke(): void {
    if (this.#path !== '') this.#elements.push(`<path d="${this.#path}" fill="none"${this.#stroke()}/>`)
  }

  setLineDash(dashes: number[]): void {
    this.#dashes = dashes
  }

  fillText(text: string, x: number, y: number): void {
    this.#text(text, x, y, this.#fill())
  }

  strokeText(text: string, x: number, y: number): void {
    this.#text(text, x, y, ` fill="none"${this.#stroke()}`)
  }

  /** Estimates the width in a common sans-serif of 11px, so that every machine makes the same picture. */
  measureText(text: string): { readonly width: number } {
    return { width: widthOf(text) * (this.font.startsWith('bold') ? 1.06 : 1) }
  }

  save(): void {
    const { fillStyle, strokeStyle, lineWidth, lineJoin, globalAlpha, font, textBaseline } = this
    const style = { fillStyle, strokeStyle, lineWidth, lineJoin, globalAlpha, font, textBaseline }
    this.#kept.push({ ...style, dashes: this.#dashes, groups: this.#groups })
    this.#groups = 0
  }

  restore(): void {
    this.#elements.push(...Array.from({ length: this.#groups }, () => '</g>'))
    const kept = this.#kept.pop()
    if (kept === undefined) return
    const { dashes, groups, ...style } = kept
    Object.assign(this, style)
    this.#dashes = dashes
    this.#groups = groups
  }

  #text(text: string, x: number, y: number, look: string): void {
    if (text === '') return
    const weight = this.font.startsWith('bold') ? ' font-weight="bold"' : ''
    // dy=.35em centres text also in viewers without dominant-baseline.
    const place = `x="${round(x)}" y="${round(y)}" dy=".35em"`
    this.#elements.push(`<text ${place}${weight}${look}>${escapeXmlText(text)}</text>`)
  }

  #fill(): string {
    const opacity = this.globalAlpha === 1 ? '' : ` fill-opacity="${round(this.globalAlpha)}"`
    return ` class="f-${escapeXmlAttribute(String(this.fillStyle))}"${opacity}`
  }

  #stroke(): string {
    const opacity = this.globalAlpha === 1 ? '' : ` stroke-opacity="${round(this.globalAlpha)}"`
    const dashes = this.#dashes.length === 0 ? '' : ` stroke-dasharray="${this.#dashes.join(' ')}"`
    const join = this.lineJoin === 'miter' ? '' : ` stroke-linejoin="${this.lineJoin}"`
    const look = `${dashes}${join}${opacity}`
    return ` class="s-${escapeXmlAttribute(String(this.strokeStyle))}" stroke-width="${round(this.lineWidth)}"${look}`
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
