import * as z from 'zod'

/** A regular expression of JavaScript, without slashes around it. */
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
