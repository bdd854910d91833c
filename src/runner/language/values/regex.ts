import * as z from 'zod'
import { Pattern, PatternError } from './pattern.ts'

/** A regular expression in RE2's syntax, without slashes around it. */
export const regex = z.string().superRefine((text, context) => {
  try {
    new Pattern(text)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    context.addIssue({ code: 'custom', message: error.message })
  }
})
