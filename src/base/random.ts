/** Returns the next number of its sequence, in [0, 1). */
export type Random = () => number

/**
 * The runner's generator: sfc32 (Doty-Humphrey), seeded from a number and any labels. Generators with different labels
 * are independent: one part of a run that draws more numbers never shifts the draws of another. Node processes have
 * their own (sandbox/random/generator.ts); one for both would change every fingerprint.
 */
export function createRandom(seed: number, ...labels: readonly (string | number)[]): Random {
  const text = JSON.stringify([seed, ...labels])
  let a = fnv1a(text, 0x811c9dc5)
  let b = fnv1a(text, a)
  let c = fnv1a(text, b)
  let counter = 1
  const next = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return (sum >>> 0) / 2 ** 32
  }
  for (let warm = 0; warm < 12; warm += 1) next()
  return next
}

function fnv1a(text: string, basis: number): number {
  let hash = basis
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash | 0
}
