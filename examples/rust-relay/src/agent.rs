//! The agent protocol of topo (docs/agent-protocol.md): the program says what happens to it, and does what topo asks.
use std::{collections::HashMap, env, time::Duration};

use libp2p::{
    Multiaddr, PeerId, core::ConnectedPoint, multiaddr::Protocol, relay, relay::client,
    swarm::ConnectionId,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpStream, UnixStream},
    sync::mpsc,
};

use crate::Failure;

/// A request of topo. The answer is its `output`, or the reason why there is none.
pub struct Request {
    pub id: u64,
    pub command: String,
    pub input: Value,
}

/// The voice of the program: cheap to clone, so that a probe can answer later.
#[derive(Clone)]
pub struct Voice(mpsc::UnboundedSender<Value>);

impl Voice {
    fn send(&self, message: Value) {
        // The program ends with the connection.
        let _ = self.0.send(message);
    }

    pub fn answer(&self, id: u64, answer: Result<Value, String>) {
        self.send(match answer {
            Ok(output) => json!({ "type": "reply", "id": id, "output": output }),
            Err(error) => json!({ "type": "failure", "id": id, "error": error }),
        });
    }
}

pub struct Agent {
    voice: Voice,
    pub requests: mpsc::UnboundedReceiver<Request>,
    pub identity: String,
    pub prober: String,
    pub listen: Vec<Multiaddr>,
    names: Names,
    probers: Vec<PeerId>,
    connections: HashMap<ConnectionId, Value>,
    addresses: Vec<Multiaddr>,
    is_ready: bool,
}

/// Peer id -> name of the node.
#[derive(Clone, Default)]
pub struct Names(HashMap<String, String>);

impl Names {
    fn of(&self, id: &PeerId) -> String {
        let id = id.to_string();
        self.0.get(&id).cloned().unwrap_or(id)
    }

    /// The path of an address: direct, or through a relay.
    pub fn path(&self, address: &Multiaddr) -> Value {
        let mut relay = String::new();
        for part in address {
            match part {
                Protocol::P2p(id) => relay = self.of(&id),
                Protocol::P2pCircuit => return json!({ "kind": "relayed", "relay": relay }),
                _ => {}
            }
        }
        json!({ "kind": "direct" })
    }
}

impl Agent {
    /// Connects to topo and waits for the configuration. None: topo does not run this program, or without `agent: true`.
    pub async fn call() -> Result<Option<Self>, Failure> {
        let Ok(text) = env::var("TOPO_NODE") else { return Ok(None) };
        let call: Value = serde_json::from_str(&text)?;
        if let Some(path) = call["path"].as_str() {
            let (reader, writer) = unix(path)?.into_split();
            return Self::greet(reader, writer, &call).await.map(Some);
        }
        let port = call["port"].as_u64().ok_or("TOPO_NODE has no port")?;
        let (reader, writer) = TcpStream::connect(format!("127.0.0.1:{port}")).await?.into_split();
        Self::greet(reader, writer, &call).await.map(Some)
    }

    async fn greet(
        mut reader: impl AsyncRead + Send + Unpin + 'static,
        writer: impl AsyncWrite + Send + Unpin + 'static,
        call: &Value,
    ) -> Result<Self, Failure> {
        let (said, to_say) = mpsc::unbounded_channel();
        tokio::spawn(write(writer, to_say));
        let voice = Voice(said);
        let pid = std::process::id();
        voice.send(json!({ "type": "hello", "secret": call["secret"], "node": call["node"], "pid": pid }));
        let configure = read(&mut reader).await?;
        let config = &configure["config"];
        let texts = |value: &Value| -> Vec<String> { serde_json::from_value(value.clone()).unwrap_or_default() };
        let listen: Vec<Multiaddr> =
            texts(&config["listen"]).iter().map(|one| one.parse()).collect::<Result<_, _>>()?;
        let probers: Vec<PeerId> =
            texts(&configure["probers"]).iter().map(|one| one.parse()).collect::<Result<_, _>>()?;
        let (asked, requests) = mpsc::unbounded_channel();
        tokio::spawn(listen_to(reader, asked));
        Ok(Self {
            voice,
            requests,
            identity: config["identity"].as_str().unwrap_or_default().into(),
            prober: configure["proberIdentity"].as_str().unwrap_or_default().into(),
            listen,
            names: Names(serde_json::from_value(configure["names"].clone())?),
            probers,
            connections: HashMap::new(),
            addresses: Vec::new(),
            is_ready: false,
        })
    }

    pub fn voice(&self) -> Voice {
        self.voice.clone()
    }

    pub fn names(&self) -> Names {
        self.names.clone()
    }

    fn event(&self, event: Value) {
        self.voice.send(json!({ "type": "event", "event": event }));
    }

    fn tell_addresses(&self, type_: &str, me: PeerId) {
        let texts: Vec<_> = self.addresses.iter().map(Multiaddr::to_string).collect();
        match type_ {
            "ready" => self.voice.send(json!({ "type": "ready", "peerId": me.to_string(), "addresses": texts })),
            _ => self.event(json!({ "kind": "addresses", "addresses": texts })),
        }
    }

    pub fn ready(&mut self, me: PeerId) {
        if !self.is_ready {
            self.tell_addresses("ready", me);
        }
        self.is_ready = true;
    }

    pub fn address(&mut self, address: Multiaddr, is_new: bool, me: PeerId) {
        self.addresses.retain(|one| *one != address);
        if is_new {
            self.addresses.push(address);
        }
        if self.is_ready {
            self.tell_addresses("addresses", me);
        }
    }

    pub fn opened(&mut self, id: ConnectionId, peer: PeerId, endpoint: &ConnectedPoint) {
        if self.probers.contains(&peer) {
            return;
        }
        let (direction, address) = match endpoint {
            ConnectedPoint::Dialer { address, .. } => ("outbound", address),
            // Of a relayed one, the local address has the relay.
            ConnectedPoint::Listener { local_addr, .. } if endpoint.is_relayed() => ("inbound", local_addr),
            ConnectedPoint::Listener { send_back_addr, .. } => ("inbound", send_back_addr),
        };
        let connection = json!({
            "connection": format!("c{id}"), "peer": self.names.of(&peer), "path": self.names.path(address),
        });
        let mut event = connection.clone();
        event["kind"] = "connection-opened".into();
        event["direction"] = direction.into();
        event["address"] = address.to_string().into();
        self.connections.insert(id, connection);
        self.event(event);
    }

    pub fn closed(&mut self, id: ConnectionId) {
        if let Some(mut event) = self.connections.remove(&id) {
            event["kind"] = "connection-closed".into();
            self.event(event);
        }
    }

    pub fn client(&self, event: &client::Event) {
        if let client::Event::ReservationReqAccepted { relay_peer_id, renewal, .. } = event {
            let relay = self.names.of(relay_peer_id);
            self.event(json!({ "kind": "reservation-made", "relay": relay, "renewal": renewal }));
        }
    }

    pub fn no_reservation(&self, relay: &PeerId, had_one: bool, reason: String) {
        let kind = if had_one { "reservation-lost" } else { "reservation-failed" };
        self.event(json!({ "kind": kind, "relay": self.names.of(relay), "reason": reason }));
    }

    pub fn relay(&self, event: &relay::Event) {
        let reservation = |peer: &PeerId, outcome: &str, status: String| {
            let peer = self.names.of(peer);
            self.event(json!({
                "kind": "relay-reservation", "peer": peer, "outcome": outcome, "status": status, "byFault": false,
            }));
        };
        let circuit = |from: &PeerId, to: &PeerId, outcome: &str, status: String| {
            self.event(json!({
                "kind": "relay-circuit", "source": self.names.of(from), "destination": self.names.of(to),
                "outcome": outcome, "status": status,
            }));
        };
        match event {
            relay::Event::ReservationReqAccepted { src_peer_id, renewed } => {
                reservation(src_peer_id, if *renewed { "renewed" } else { "accepted" }, "OK".into());
            }
            relay::Event::ReservationReqDenied { src_peer_id, status } => {
                reservation(src_peer_id, "refused", in_capitals(&format!("{status:?}")));
            }
            relay::Event::ReservationTimedOut { src_peer_id } => reservation(src_peer_id, "expired", "OK".into()),
            relay::Event::ReservationClosed { src_peer_id } => {
                reservation(src_peer_id, "disconnected", "OK".into());
            }
            relay::Event::CircuitReqAccepted { src_peer_id, dst_peer_id } => {
                circuit(src_peer_id, dst_peer_id, "opened", "OK".into());
            }
            relay::Event::CircuitReqDenied { src_peer_id, dst_peer_id, status } => {
                circuit(src_peer_id, dst_peer_id, "refused", in_capitals(&format!("{status:?}")));
            }
            relay::Event::CircuitClosed { src_peer_id, dst_peer_id, .. } => {
                circuit(src_peer_id, dst_peer_id, "closed", "OK".into());
            }
            _ => {}
        }
    }
}

/// `ResourceLimitExceeded` as the specification of circuit relay writes it.
fn in_capitals(word: &str) -> String {
    let mut text = String::new();
    for letter in word.chars() {
        if letter.is_uppercase() && text.ends_with(|last: char| !last.is_uppercase()) {
            text.push('_');
        }
        text.push(letter);
    }
    text.to_uppercase()
}

pub fn patience(input: &Value) -> Duration {
    let milliseconds = |key: &str| input[key].as_f64().unwrap_or(0.0);
    let latest = (milliseconds("latest") - 100.0).max(0.0);
    Duration::from_millis(milliseconds("timeout").max(latest) as u64)
}

fn unix(path: &str) -> Result<UnixStream, Failure> {
    #[cfg(target_os = "linux")]
    if let Some(name) = path.strip_prefix('\0') {
        use std::os::{linux::net::SocketAddrExt, unix::net};
        let stream = net::UnixStream::connect_addr(&net::SocketAddr::from_abstract_name(name)?)?;
        stream.set_nonblocking(true)?;
        return Ok(UnixStream::from_std(stream)?);
    }
    let stream = std::os::unix::net::UnixStream::connect(path)?;
    stream.set_nonblocking(true)?;
    Ok(UnixStream::from_std(stream)?)
}

const BATCH_HEADER: usize = 17;
const FRAME_HEADER: usize = 19;

/// Writes each message as a frame in a batch of its own.
async fn write(mut writer: impl AsyncWrite + Unpin, mut to_say: mpsc::UnboundedReceiver<Value>) {
    while let Some(message) = to_say.recv().await {
        let payload = message.to_string().into_bytes();
        let mut batch = vec![0; 4 + BATCH_HEADER + FRAME_HEADER];
        batch[..4].copy_from_slice(&((BATCH_HEADER + FRAME_HEADER + payload.len()) as u32).to_be_bytes());
        let end = batch.len();
        batch[end - 4..].copy_from_slice(&(payload.len() as u32).to_be_bytes());
        batch.extend(payload);
        if writer.write_all(&batch).await.is_err() {
            break;
        }
    }
}

/// Reads the next message; topo sends one frame in each batch.
async fn read(reader: &mut (impl AsyncRead + Unpin)) -> Result<Value, Failure> {
    let mut head = [0; 4 + BATCH_HEADER + FRAME_HEADER];
    reader.read_exact(&mut head).await?;
    let mut length = [0; 4];
    length.copy_from_slice(&head[head.len() - 4..]);
    let mut payload = vec![0; u32::from_be_bytes(length) as usize];
    reader.read_exact(&mut payload).await?;
    Ok(serde_json::from_slice(&payload)?)
}

/// Passes on requests until the connection ends.
async fn listen_to(mut reader: impl AsyncRead + Unpin, asked: mpsc::UnboundedSender<Request>) {
    while let Ok(message) = read(&mut reader).await {
        let (Some(id), Some(command)) = (message["id"].as_u64(), message["command"].as_str()) else { continue };
        let _ = asked.send(Request { id, command: command.into(), input: message["input"].clone() });
    }
}
