/**
 * A small process that outlives the runner just long enough to end its nodes and remove their folders. The runner tells it
 * of every process group that it starts. When the runner dies, the guardian's standard input ends, and it kills the
 * groups. A paused node, or a node in a busy loop, could not notice by itself that the runner is gone.
 */
import { type ChildProcess, spawn } from 'node:child_process'

/**
 * A shell script, because another Node process would take as long to start as a node. Lines `+pid` and `-pid` come on
 * standard input. The runner alone handles Ctrl-C and a closed terminal.
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
[ -z "$1" ] || rm -rf -- "$1"
`

export class Guardian implements Disposable {
  readonly #child: ChildProcess

  /** The guardian removes the folder at the end. */
  constructor(folder = '') {
    this.#child = spawn('/bin/sh', ['-c', program, 'topo-guardian', folder], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    this.#child.unref()
    // The run goes on without a guardian: the nodes watch their connection to the runner, too.
    this.#child.on('error', () => {})
    this.#child.stdin?.on('error', () => {})
  }

  /**
   * Starts a process group and watches it. The guardian is there before the process, so a runner that is killed right after
   * the start leaves nothing. `launch`: starts a process that leads a group.
   */
  start<P extends { readonly pid?: number | undefined }>(launch: () => P): P {
    const started = launch()
    if ((started.pid ?? 0) > 0) this.#child.stdin?.write(`+${started.pid}\n`)
    return started
  }

  forget(pid: number): void {
    this.#child.stdin?.write(`-${pid}\n`)
  }

  [Symbol.dispose](): void {
    this.#child.stdin?.end()
  }
}
