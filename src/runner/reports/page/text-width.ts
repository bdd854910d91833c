/** Estimates the width of a text in a common sans-serif of 11px, the same on every machine. */
export function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + shareOf(character), 0) * 11
}

/** Width as a share of the font size. */
function shareOf(character: string): number {
  if (/[iljtfrI.,:;'|!()[\]{}\s/]/.test(character)) return 0.33
  if (/[mwMW@%—⤳]/.test(character)) return 0.9
  return /[A-Z✓✕≈]/.test(character) ? 0.69 : 0.57
}
