export const sizeUnits: Readonly<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }

/** 131072 -> `128KiB`. Uses the largest unit that gives a whole number. */
export function formatSize(bytes: number): string {
  const [unit, factor] = Object.entries(sizeUnits).findLast(
    ([, value]) => bytes % value === 0 && bytes > 0,
  ) ?? ['B', 1]
  return `${bytes / factor}${unit}`
}

/** 1300000 -> `1.2MiB`: two digits say enough of the size of a folder. */
export function roundSize(bytes: number): string {
  const [unit, factor] = Object.entries(sizeUnits).findLast(([, value]) => bytes >= value) ?? ['B', 1]
  const value = bytes / factor
  return `${value < 10 && factor > 1 ? value.toFixed(1) : Math.round(value)}${unit}`
}
