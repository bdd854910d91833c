import * as z from 'zod'

export const longestName = 63
const namePattern = /^[a-z][a-z0-9-]{0,62}$/

export const nameProblem = 'expected a name: a-z, 0-9 and -, beginning with a letter, at most 63 characters'

export function isName(text: string): boolean {
  return namePattern.test(text)
}

/** The name of a topology, a node or an entry. It is safe as a folder name, a file name and a part of an event. */
export const name = z
  .string({ error: nameProblem })
  .regex(namePattern, { error: nameProblem })
  .meta({ description: 'A name: a-z, 0-9 and -, beginning with a letter, at most 63 characters' })
