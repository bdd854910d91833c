/** Colours and styles (ECMA-48, SGR), and the code that erases the rest of a line, which some programs add to colours. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the codes begin with one
const styles = /\u001b\[[\d;:]*[mK]/g

/** Returns a printed line without colours, and without the carriage return that a terminal ends it with. */
export function plainText(line: string): string {
  const text = line.includes('\u001b[') ? line.replaceAll(styles, '') : line
  return text.endsWith('\r') ? text.slice(0, -1) : text
}
