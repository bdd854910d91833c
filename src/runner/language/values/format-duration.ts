const sizes = { d: 86_400_000, h: 3_600_000, m: 60_000 } as const

/** 5400000 -> `1h30m`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds <= 0) return '0s'
  if (milliseconds < 1000) return `${Math.round(milliseconds)}ms`
  let rest = Math.round(milliseconds)
  let text = ''
  for (const unit of ['d', 'h', 'm'] as const) {
    const size = sizes[unit]
    const amount = Math.floor(rest / size)
    if (amount > 0) text += `${amount}${unit}`
    rest -= amount * size
  }
  return rest === 0 ? text : `${text}${rest / 1000}s`
}
