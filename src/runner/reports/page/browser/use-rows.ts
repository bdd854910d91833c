import { useEffect, useState } from 'preact/hooks'
import type { RowChanges, RunRow } from '../run-row.ts'

/** All runs, the newest first, as the server tells of them; and whether it still does. */
export function useRows(): readonly [rows: readonly RunRow[] | null, isLive: boolean] {
  const [rows, setRows] = useState<readonly RunRow[] | null>(null)
  const [isLive, setLive] = useState(false)
  useEffect(() => {
    const known = new Map<string, RunRow>()
    const source = new EventSource('/changes')
    source.onopen = () => {
      known.clear()
      setLive(true)
    }
    source.onerror = () => setLive(false)
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const changes = JSON.parse(data) as RowChanges
      for (const row of changes.rows) known.set(row.id, row)
      for (const id of changes.gone) known.delete(id)
      setRows([...known.values()].sort((a, b) => (a.started < b.started ? 1 : -1)))
    }
    return () => source.close()
  }, [])
  return [rows, isLive]
}
