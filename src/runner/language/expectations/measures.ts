/**
 * Numbers about an expectation that two runs can be compared by, with any outcome. `time` is milliseconds of the
 * run's clock.
 */
export const measures = {
  recovery: { label: 'true again after the fault', unit: 'time' },
  wait: { label: 'waited until true', unit: 'time' },
  'longest-gap': { label: 'longest gap', unit: 'time' },
  renewals: { label: 'renewals', unit: 'count' },
  attempts: { label: 'attempts', unit: 'count' },
  times: { label: 'times seen', unit: 'count' },
  bytes: { label: 'bytes that arrived', unit: 'count' },
  held: { label: 'most held at once', unit: 'count' },
} as const satisfies Record<string, { readonly label: string; readonly unit: 'time' | 'count' }>

export type MeasureName = keyof typeof measures

export type Measures = Readonly<Partial<Record<MeasureName, number>>>

/** All names, in the order of the table. */
export const measureNames = Object.keys(measures) as [MeasureName, ...MeasureName[]]
