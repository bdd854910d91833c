import * as z from 'zod'

/** A JavaScript regular expression without the slashes. */
export const regex = z.string().refine(
  (text) => {
    try {
      new RegExp(text)
      return true
    } catch {
      return false
    }
  },
  { error: 'expected a regular expression' },
)
