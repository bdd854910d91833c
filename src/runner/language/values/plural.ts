/** `1 node`, `1,200 nodes`. `many` is the plural of an irregular noun. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
