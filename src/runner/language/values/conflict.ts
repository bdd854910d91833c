/** Returns a custom issue for `superRefine`: `key` excludes another key, `other`. */
export function conflict(key: string, message: string, hint: string, other: string | null = null) {
  return { code: 'custom' as const, path: [key], message, params: { code: 'conflicting-keys', hint, other } }
}

/** An issue about a key that needs one of the keys `wants` beside it. */
export function incomplete(key: string, message: string, hint: string, wants: readonly string[]) {
  return { code: 'custom' as const, path: [key], message, params: { code: 'conflicting-keys', hint, wants } }
}
