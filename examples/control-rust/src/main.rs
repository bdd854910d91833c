//! A test in Rust that drives a topology, with topo on the PATH.
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::process::{Child, ChildStdout, Command, Stdio};

struct Topology {
    topo: Child,
    printed: BufReader<ChildStdout>,
    answers: BufReader<UnixStream>,
}

impl Topology {
    fn start(file: &str) -> Self {
        // The topology ends with this process, even if that is killed: its end closes the pipe.
        let arguments = ["run", file, "--hold", "--end-with-stdin"];
        let mut command = Command::new("topo");
        let mut topo = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut printed = BufReader::new(topo.stdout.take().unwrap());
        let mut path = String::new();
        printed.read_line(&mut path).unwrap();
        let answers = BufReader::new(UnixStream::connect(path.trim()).unwrap());
        Self { topo, printed, answers }
    }

    /// Returns the output of the answer. Panics when an expectation fails.
    fn ask(&mut self, command: &str, input: Value) -> Value {
        writeln!(self.answers.get_mut(), "{}", json!({ "command": command, "input": input })).unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let mut answer: Value = serde_json::from_str(&line).unwrap();
        assert!(answer["error"].is_null(), "{}", answer["error"]["message"].as_str().unwrap());
        answer["output"].take()
    }
}

impl Drop for Topology {
    fn drop(&mut self) {
        drop(self.topo.stdin.take());
        // The report, which topo prints at the end, has to be read.
        let _ = std::io::copy(&mut self.printed, &mut std::io::sink());
        let _ = self.topo.wait();
    }
}

fn main() {
    let mut net = Topology::start("relay.yaml");
    net.ask("expect", json!({ "expect": "reachable", "from": "bob", "to": "alice", "path": "relayed", "within": "20s" }));
    net.ask("fault", json!({ "fault": "restart", "node": "boot", "down": "20s" }));
    net.ask("expect", json!({ "expect": "reservation", "peer": "alice", "relay": "boot", "within": "1m" }));
    let lost = net.ask("events", json!({ "of": "reservation-lost", "node": "alice" }));
    assert_eq!(lost["events"].as_array().unwrap().len(), 1);
    let end = net.ask("end", json!({}));
    assert_eq!(end["outcome"], "pass", "{}", end["story"].as_str().unwrap());
}
