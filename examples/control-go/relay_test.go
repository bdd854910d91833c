// A Go test that drives a topology. `go test` runs it, with topo on the PATH.
package relay

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
)

type input map[string]any

// ask sends a request, and returns the output of its answer. An expectation that fails, fails the test.
type ask func(command string, input input) map[string]any

func start(t *testing.T, file string) ask {
	// The topology ends with this process, even if that is killed: its end closes the pipe.
	topo := exec.Command("topo", "run", file, "--hold", "--end-with-stdin")
	stdin, _ := topo.StdinPipe()
	stdout, _ := topo.StdoutPipe()
	topo.Stderr = os.Stderr
	if err := topo.Start(); err != nil {
		t.Fatal(err)
	}
	printed := bufio.NewReader(stdout)
	path, _ := printed.ReadString('\n')
	// The report, which topo prints at the end, has to be read.
	t.Cleanup(func() { stdin.Close(); io.Copy(io.Discard, printed); topo.Wait() })
	socket, err := net.Dial("unix", strings.TrimSpace(path))
	if err != nil {
		t.Fatal(err)
	}
	requests, answers := json.NewEncoder(socket), json.NewDecoder(socket)
	return func(command string, in input) map[string]any {
		t.Helper()
		var answer struct {
			Output map[string]any
			Error  *struct{ Message string }
		}
		requests.Encode(input{"command": command, "input": in})
		if err := answers.Decode(&answer); err != nil {
			t.Fatal(err)
		} else if answer.Error != nil {
			t.Fatal(answer.Error.Message)
		}
		return answer.Output
	}
}

func TestAliceComesBackAfterARestart(t *testing.T) {
	ask := start(t, "relay.yaml")
	ask("expect", input{"expect": "reachable", "from": "bob", "to": "alice", "path": "relayed", "within": "20s"})
	ask("fault", input{"fault": "restart", "node": "boot", "down": "20s"})
	ask("expect", input{"expect": "reservation", "peer": "alice", "relay": "boot", "within": "1m"})
	lost := ask("events", input{"of": "reservation-lost", "node": "alice"})["events"].([]any)
	if len(lost) != 1 {
		t.Fatalf("alice lost %d reservations", len(lost))
	}
	if end := ask("end", input{}); end["outcome"] != "pass" {
		t.Fatal(end["story"])
	}
}
