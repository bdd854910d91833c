/** The colours of the page's style sheet, for what is drawn on a canvas. */
const names = [
  ...['ink', 'muted', 'line', 'panel', 'stripe', 'accent', 'pass', 'fail', 'unknown', 'known'],
  ...['starting', 'running', 'paused', 'failed', 'reserved', 'half-reserved', 'direct', 'relayed', 'fault'],
] as const

export type Palette = ReadonlyMap<string, string>

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element)
  return new Map(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]))
}
