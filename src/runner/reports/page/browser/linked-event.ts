/** Links to an event of a page: `report.html#event-43` opens with the cursor at event 43. */
import { useEffect } from 'preact/hooks'
import type { Actions } from './report.ts'

export function linkTo(n: number): string {
  return `#event-${n}`
}

/** The number of the event that the address names; null: it names none. */
export function linkedEvent(): number | null {
  const [, n] = /^#event-(\d{1,15})$/.exec(window.location.hash) ?? []
  return n === undefined ? null : Number(n)
}

/** Moves the cursor when a link is followed. */
export function useLinks({ goTo }: Actions): void {
  useEffect(() => {
    const follow = () => {
      const n = linkedEvent()
      if (n !== null) goTo(n)
    }
    window.addEventListener('hashchange', follow)
    return () => window.removeEventListener('hashchange', follow)
  }, [goTo])
}
