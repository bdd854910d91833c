const assignment = /^(?:\[[\w.-]+\]|[\w-]+\s+=\s)/m
const anyKey = /^[\w-]+\s*:(?:\s|$)/m
const pieces = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#.*|^\[(?:[\w.-]+)\]|\s=(?=\s)/gm

/**
 * `max_reservations = 2048`, as rust's configuration files have it, as YAML: character for character, so that places
 * in the one are places in the other. Sections (`[relay]`) become comments, since no name means two things.
 */
export function yamlOfTomlLike(text: string): string {
  if (!assignment.test(text) || anyKey.test(text)) return text
  return text.replace(pieces, (piece) => {
    if (piece.startsWith('[')) return `#${piece.slice(1)}`
    return /^\s=$/.test(piece) ? `${piece.slice(0, -1)}:` : piece
  })
}
