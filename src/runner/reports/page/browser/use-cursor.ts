import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { countUpTo } from '../count-up-to.ts'
import type { Moment } from '../report-model.ts'
import { latest } from '../run-states.ts'
import type { Actions, Cursor } from './report.ts'

/** Returns the cursor and its actions; `moments` are its possible places, numbered in order. */
export function useCursor(
  moments: readonly Moment[],
  duration: number,
  first: () => Cursor,
  { selectNode, toggleGroup }: Pick<Actions, 'selectNode' | 'toggleGroup'>,
): readonly [Cursor, Actions] {
  const [cursor, setCursor] = useState(first)
  const wanted = useRef(cursor)
  const frame = useRef<number | null>(null)
  // The page follows the pointer at most once a frame.
  const move = useCallback((next: Cursor) => {
    wanted.current = next
    frame.current ??= requestAnimationFrame(() => {
      frame.current = null
      setCursor(wanted.current)
    })
  }, [])
  const actions = useMemo(
    () => ({
      now: () => wanted.current,
      goTo: (n: number) => {
        const moment = latest(moments, n)
        move(moment === null ? { n: 0, t: 0 } : { n: moment.n, t: moment.t })
      },
      goToTime: (t: number) => {
        const at = Math.min(Math.max(t, 0), duration)
        move({ n: lastAt(moments, at), t: at })
      },
      selectNode,
      toggleGroup,
    }),
    [moments, duration, move, selectNode, toggleGroup],
  )
  return [cursor, actions]
}

/** Number of the last moment up to a time, or 0. */
export function lastAt(moments: readonly Moment[], time: number): number {
  return moments[countUpTo(moments, time, ({ t }) => t) - 1]?.n ?? 0
}

/** Handles keys: `/` goes to the search, `[` and `]` go to the mark before and after. */
export function useKeys(marks: readonly Moment[], actions: Actions): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event
      if (target instanceof HTMLInputElement && target.type === 'search') return
      if (event.ctrlKey || event.metaKey || event.altKey) return
      switch (event.key) {
        case '/':
          document.querySelector<HTMLInputElement>('#search')?.focus()
          break
        case '[':
          actions.goTo(marks.findLast(({ n }) => n < actions.now().n)?.n ?? 0)
          break
        case ']':
          actions.goTo(marks.find(({ n }) => n > actions.now().n)?.n ?? Number.POSITIVE_INFINITY)
          break
        default:
          return
      }
      event.preventDefault()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [marks, actions])
}
