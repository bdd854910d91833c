/** Milliseconds. A longer timer of Node fires at once. */
export const longestTimer = 2 ** 31 - 1
