export interface Line {
  /** null: the line is too long. */
  readonly text: string | null
  /** A line break ends it. */
  readonly ended: boolean
}

/** Far more than any event needs; longer lines are not kept in memory. */
const maxLineBytes = 16 * 1024 * 1024
const lineBreak = 0x0a

/** Cuts bytes, in pieces of any size, into lines. An empty rest is not a line. */
export function* splitLines(chunks: Iterable<Uint8Array>, limit = maxLineBytes): Generator<Line> {
  let pieces: Uint8Array[] = []
  let length = 0
  const take = (piece: Uint8Array) => {
    length += piece.length
    if (length > limit) pieces = []
    else if (piece.length > 0) pieces.push(piece)
  }
  const finish = (ended: boolean): Line => {
    const text = length > limit ? null : Buffer.concat(pieces).toString('utf8')
    pieces = []
    length = 0
    return { text, ended }
  }
  for (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(lineBreak); end !== -1; end = chunk.indexOf(lineBreak, start)) {
      take(chunk.subarray(start, end))
      yield finish(true)
      start = end + 1
    }
    take(chunk.subarray(start))
  }
  if (length > 0) yield finish(false)
}
