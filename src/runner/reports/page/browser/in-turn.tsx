import type { ComponentChild } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Cursor } from './report.ts'
import { Same } from './same.ts'

interface Props {
  readonly cursor: Cursor
  /** The node that is marked. */
  readonly node: string | null
  /** 0 follows at once. */
  readonly turn: number
  readonly children: (cursor: Cursor) => ComponentChild
}

/**
 * A part of a page for the cursor as it was when its turn came last. Parts that each take a while to draw follow one
 * after the other, so that none keeps the pointer waiting for all of them, and are not drawn before their first turn.
 */
export function InTurn({ cursor, node, turn, children }: Props) {
  const [late, setLate] = useState<Cursor | null>(null)
  useEffect(() => {
    if (turn === 0) return
    const timer = setTimeout(() => setLate(cursor), turn * 4)
    return () => clearTimeout(timer)
  }, [cursor, turn])
  const shown = turn === 0 ? cursor : late
  return shown === null ? null : <Same of={[shown, node]}>{children(shown)}</Same>
}
