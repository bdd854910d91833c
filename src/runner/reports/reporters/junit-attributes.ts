import { escapeXmlAttribute } from '../text/escape-xml.ts'

export function attributes(values: Readonly<Record<string, string | number | null | undefined>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => ` ${name}="${escapeXmlAttribute(String(value))}"`)
    .join('')
}

export function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}

/** Numbers of a suite, or of all suites. */
export interface CaseCounts {
  readonly tests: number
  readonly failures: number
  readonly errors: number
  readonly skipped: number
}

export function sumCounts(all: readonly CaseCounts[]): CaseCounts {
  const sum = (of: (counts: CaseCounts) => number) => all.reduce((total, counts) => total + of(counts), 0)
  return {
    tests: sum(({ tests }) => tests),
    failures: sum(({ failures }) => failures),
    errors: sum(({ errors }) => errors),
    skipped: sum(({ skipped }) => skipped),
  }
}
