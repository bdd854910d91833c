/** Commands for the shell in a namespace. */

export function ip(commands: readonly string[]): string {
  return `ip -batch - <<'END'\n${commands.join('\n')}\nEND`
}

export function nft(rules: string): string {
  return `nft -f - <<'END'\n${rules}\nEND`
}

export function sysctl(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `echo ${value} > /proc/sys/${name}`)
    .join('\n')
}
