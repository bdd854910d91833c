/**
 * A small process that outlives the runner just long enough to end what it left behind. It is told of every process
 * group that is started, and when its standard input ends, for whatever reason the runner died, it kills them. A
 * paused node could not notice by itself that the runner is gone; neither could one in a busy loop.
 */
import { type ChildProcess, spawn } from 'node:child_process'

/**
 * A shell's, as a Node process of its own would start beside the nodes, and take as long as one of them. Lines `+pid`
 * and `-pid` come on standard input. Ctrl-C and a closed terminal are the runner's affair.
 */
const program = `
trap '' HUP INT TERM
groups=' '
while read -r line; do
  group=\${line#?}
  case $line in
    +*) groups="$groups$group " ;;
    -*) case $groups in *" $group "*) groups="\${groups%% $group *} \${groups#* $group }" ;; esac ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group"; done
`

export class Guardian implements Disposable {
  readonly #child: ChildProcess

  constructor() {
    this.#child = spawn('/bin/sh', ['-c', program], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    this.#child.unref()
    // A guardian that died is no reason to fail a run: the nodes watch their connection to the runner, too.
    this.#child.on('error', () => {})
    this.#child.stdin?.on('error', () => {})
  }

  watch(pid: number): void {
    this.#child.stdin?.write(`+${pid}\n`)
  }

  forget(pid: number): void {
    this.#child.stdin?.write(`-${pid}\n`)
  }

  [Symbol.dispose](): void {
    this.#child.stdin?.end()
  }
}
