/**
 * Events as one list of numbers, a small part of the size of their JSON: every text once, and the field names once for all
 * events with equal fields. `wall` is left out, because it depends on the machine.
 */
import type { TopoEvent } from '../../../events/event.ts'
import { NumberWriter } from './packed-numbers.ts'

export interface PackedEvents {
  /** Every text once, and every list, structure and other value as JSON once. */
  readonly texts: readonly string[]
  readonly shapes: readonly PackedShape[]
  /** For each event its shape, the time since the event before, and the values of its columns. */
  readonly numbers: string
}

/** The fields of one sort of events. */
export interface PackedShape {
  readonly kind: TopoEvent['kind']
  readonly columns: readonly Column[]
}

export interface Column {
  readonly key: string
  /** `count` is the value itself. `text` and `json` are places in `texts`, from 1; 0 is the next new text. */
  readonly type: 'text' | 'json' | 'count'
}

export class EventPacker {
  readonly #texts = new Map<string, number>()
  readonly #shapes = new Map<string, number>()
  readonly #shapeList: PackedShape[] = []
  readonly #numbers = new NumberWriter()
  #next = 1
  #time = 0

  push(event: TopoEvent): void {
    const { v: _v, n, t, kind, wall: _wall, ...body } = event
    const passed = t - this.#time
    const isPlain = isCount(passed) && this.#time + passed === t
    const odd = { ...(n === this.#next ? {} : { n }), ...(isPlain ? {} : { t }) }
    const fields = Object.entries({ ...odd, ...body }).filter(([, value]) => value !== undefined)
    const columns = fields.map(([key, value]) => ({ key, type: typeOf(value) }))
    this.#next = n + 1
    this.#time = t
    this.#numbers.push(this.#shape({ kind, columns }))
    this.#numbers.push(isPlain ? passed : 0)
    for (const [, value] of fields) this.#numbers.push(this.#value(value))
  }

  packed(): PackedEvents {
    return { texts: [...this.#texts.keys()], shapes: this.#shapeList, numbers: this.#numbers.toString() }
  }

  #shape(shape: PackedShape): number {
    const key = `${shape.kind} ${shape.columns.map((column) => `${column.key}:${column.type}`).join(' ')}`
    const known = this.#shapes.get(key)
    if (known !== undefined) return known
    this.#shapes.set(key, this.#shapeList.length)
    return this.#shapeList.push(shape) - 1
  }

  #value(value: unknown): number {
    switch (typeOf(value)) {
      case 'text':
        return this.#text(String(value))
      case 'json':
        return this.#text(JSON.stringify(value))
      case 'count':
        return Number(value)
    }
  }

  #text(text: string): number {
    const place = this.#texts.get(text)
    if (place !== undefined) return place
    this.#texts.set(text, this.#texts.size + 1)
    return 0
  }
}

function typeOf(value: unknown): Column['type'] {
  if (typeof value === 'string') return 'text'
  return isCount(value) ? 'count' : 'json'
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0
}
