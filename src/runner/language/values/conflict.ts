/** Returns a custom issue for `superRefine`: `key` excludes another key. */
export function conflict(key: string, message: string, hint: string) {
  return { code: 'custom' as const, path: [key], message, params: { code: 'conflicting-keys', hint } }
}
