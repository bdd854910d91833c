import * as z from 'zod'

/** The effect of a cut on connections. */
export const describedMode = z.enum(['blackhole', 'refuse']).default('blackhole').meta({
  description:
    '`blackhole`: connections hang; `refuse`: they end at once, and new ones are refused (default blackhole)',
})
