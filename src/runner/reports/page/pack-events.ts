/**
 * Events as one list of numbers, a tenth of the size of their JSON: every text once, and the field names once for all
 * events with equal fields. `wall` is left out, because it depends on the machine.
 */
import type { TopoEvent } from '../../../events/event.ts'

export interface PackedEvents {
  /** Every text once, and every list and structure as JSON once. */
  readonly texts: readonly string[]
  readonly shapes: readonly PackedShape[]
  /** For each event its shape, its time, and the values of its columns. */
  readonly values: readonly Value[]
}

/** The fields of one sort of events. */
export interface PackedShape {
  readonly kind: TopoEvent['kind']
  readonly columns: readonly Column[]
}

export interface Column {
  readonly key: string
  /** `text` and `json` are indices into `texts`; `plain` is the value itself. */
  readonly type: 'text' | 'json' | 'plain'
}

export type Value = number | boolean | null

export class EventPacker {
  readonly #texts = new Map<string, number>()
  readonly #shapes = new Map<string, number>()
  readonly #shapeList: PackedShape[] = []
  readonly #values: Value[] = []
  #next = 1

  push(event: TopoEvent): void {
    const { v: _v, n, t, kind, wall: _wall, ...body } = event
    const fields = Object.entries(n === this.#next ? body : { n, ...body })
    const columns = fields.map(([key, value]) => ({ key, type: typeOf(value) }))
    this.#next = n + 1
    this.#values.push(this.#shape({ kind, columns }), t)
    for (const [, value] of fields) this.#values.push(this.#value(value))
  }

  packed(): PackedEvents {
    return { texts: [...this.#texts.keys()], shapes: this.#shapeList, values: this.#values }
  }

  #shape(shape: PackedShape): number {
    const key = `${shape.kind} ${shape.columns.map((column) => `${column.key}:${column.type}`).join(' ')}`
    const known = this.#shapes.get(key)
    if (known !== undefined) return known
    this.#shapes.set(key, this.#shapeList.length)
    return this.#shapeList.push(shape) - 1
  }

  #value(value: unknown): Value {
    switch (typeOf(value)) {
      case 'text':
        return this.#text(String(value))
      case 'json':
        return this.#text(JSON.stringify(value))
      case 'plain':
        return value as Value
    }
  }

  #text(text: string): number {
    const index = this.#texts.get(text) ?? this.#texts.size
    this.#texts.set(text, index)
    return index
  }
}

function typeOf(value: unknown): Column['type'] {
  if (typeof value === 'string') return 'text'
  return typeof value === 'object' && value !== null ? 'json' : 'plain'
}
