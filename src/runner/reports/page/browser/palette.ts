import { type Colour, colourNames } from '../colours.ts'

/** The colours as they are now, for what is drawn on a canvas. */
export function readPalette(element: Element): (name: Colour) => string {
  const style = getComputedStyle(element)
  const values = new Map(colourNames.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]))
  return (name) => values.get(name) ?? ''
}
