import * as z from 'zod'

const problem = 'expected a namespace: 1 to 255 bytes of text'

/** A namespace of the rendezvous protocol. */
export const namespace = z
  .string({ error: problem })
  .refine((text) => text !== '' && Buffer.byteLength(text) <= 255, { error: problem })
  .meta({ description: 'A namespace of the rendezvous protocol: 1 to 255 bytes of text' })
