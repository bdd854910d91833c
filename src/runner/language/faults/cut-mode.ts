import * as z from 'zod'

/** How a cut shows itself to those whom it cuts off. */
export const describedMode = z.enum(['blackhole', 'refuse']).default('blackhole').meta({
  description: 'Whether connections hang, or end at once and new ones are refused (default blackhole)',
})
