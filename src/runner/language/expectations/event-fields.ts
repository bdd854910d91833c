import * as z from 'zod'
import type { EventKind } from '../../../events/event.ts'
import { fieldsOf } from '../../../events/event-shape.ts'
import type { Takes } from '../../../events/shape.ts'
import { nodeName } from '../values/selector.ts'

/** The fields of one kind of event, with values that they can have; each may be left out. */
export function eventFields(kind: EventKind) {
  const fields = Object.entries(fieldsOf(kind))
  return z.strictObject(
    Object.fromEntries(fields.map(([field, { takes }]) => [field, typeOfField(field, takes).optional()])),
  )
}

function typeOfField(field: string, takes: Takes): z.ZodType {
  switch (takes.kind) {
    case 'text':
    case 'entry':
      return z.string()
    case 'number':
      return z.number()
    case 'flag':
      return z.boolean()
    case 'node':
      return nodeName()
    case 'words':
      return z.enum(takes.words)
    case 'parts':
      return z.never({
        error: `\`${field}\` is a list or a mapping, and only single values are compared`,
      })
  }
}
