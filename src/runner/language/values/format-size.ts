export const sizeUnits: Readonly<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }

/** 131072 -> `128KiB`. Uses the largest unit that gives a whole number. */
export function formatSize(bytes: number): string {
  const [unit, factor] = Object.entries(sizeUnits).findLast(
    ([, value]) => bytes % value === 0 && bytes > 0,
  ) ?? ['B', 1]
  return `${bytes / factor}${unit}`
}
