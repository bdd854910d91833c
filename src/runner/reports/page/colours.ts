/** Colours of pages and pictures, in light and in dark. */
const colours = {
  paper: ['#f5f6f8', '#0e1217'],
  panel: ['#ffffff', '#161b22'],
  stripe: ['#f3f5f8', '#1b222b'],
  ink: ['#1b2129', '#e4e9ef'],
  muted: ['#59636e', '#98a4b1'],
  line: ['#dde2e8', '#29313b'],
  edge: ['#c3cad3', '#3d4855'],
  accent: ['#0a5fc2', '#6cb0ff'],
  pass: ['#14753f', '#4cc38a'],
  fail: ['#c0281a', '#ff7b6b'],
  unknown: ['#8a5a00', '#e3b341'],
  known: ['#6b3fb5', '#b79bf2'],
  starting: ['#7b8794', '#8a97a5'],
  running: ['#a9b5c2', '#566373'],
  paused: ['#8a5a00', '#e3b341'],
  failed: ['#c0281a', '#ff7b6b'],
  reserved: ['#0b7d7d', '#3fc1bd'],
  'half-reserved': ['#0b7d7d', '#3fc1bd'],
  direct: ['#2463bd', '#6aa7f8'],
  relayed: ['#c4560a', '#f5964f'],
  fault: ['#a8206e', '#f27dbd'],
} as const satisfies Readonly<Record<string, readonly [light: string, dark: string]>>

export type Colour = keyof typeof colours

export const colourNames = Object.keys(colours) as readonly Colour[]

/** A rule for each colour, and one for readers who prefer dark. Print is always light. */
export function colourSheet(rulesOf: (name: Colour, value: string) => string): string {
  const rules = (which: 0 | 1) => colourNames.map((name) => rulesOf(name, colours[name][which])).join('')
  return `${rules(0)}@media screen and (prefers-color-scheme:dark){${rules(1)}}`
}
