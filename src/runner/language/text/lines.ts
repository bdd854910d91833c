export interface Position {
  /** Line and column count from 1. A column is a character of the text. */
  readonly line: number
  readonly column: number
}

export interface LineCounter {
  readonly position: (offset: number) => Position
  /** The text of a line without its line break, and its offset in the file. */
  readonly line: (line: number) => { readonly text: string; readonly start: number }
}

export function lineCounter(text: string): LineCounter {
  const starts = [0]
  for (const { index } of text.matchAll(/\n/g)) starts.push(index + 1)
  const lineAt = (offset: number) => {
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
  return {
    position: (offset) => {
      const line = lineAt(offset)
      return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 }
    },
    line: (line) => {
      const start = starts[line - 1] ?? text.length
      const end = starts[line] ?? text.length + 1
      return { text: text.slice(start, end - 1).replace(/\r$/, ''), start }
    },
  }
}
