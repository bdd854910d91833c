//! A small rust-libp2p node: a relay whose `relay::Config` comes from its arguments, or a peer that holds a
//! reservation on a relay. It says what it does on standard output, one line each, which is all that topo needs to
//! put it into a topology. With `agent: true` it also speaks topo's agent protocol.
use std::{collections::HashMap, env, error::Error, time::Duration};

use agent::{Agent, Names, Request, Voice, patience};
use futures::StreamExt;
use libp2p::{
    Multiaddr, PeerId, Swarm, SwarmBuilder, identify, identity, multiaddr::Protocol, noise, ping, relay,
    swarm::{
        ConnectionId, DialError, NetworkBehaviour, SwarmEvent, behaviour::toggle::Toggle, dial_opts::DialOpts,
    },
    tcp, yamux,
};
use serde_json::{Value, json};
use tokio::{
    signal::unix::{SignalKind, signal},
    time::{sleep, timeout},
};

mod agent;

pub type Failure = Box<dyn Error + Send + Sync>;

#[derive(NetworkBehaviour)]
struct Behaviour {
    relay: Toggle<relay::Behaviour>,
    client: relay::client::Behaviour,
    identify: identify::Behaviour,
    ping: ping::Behaviour,
}

/// How long to wait before a relay is asked again.
const RETRY: Duration = Duration::from_secs(2);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let mut settings = Settings::read()?;
    let mut agent = Agent::call().await?;
    if let Some(agent) = &agent {
        settings.0.insert("identity".into(), agent.identity.clone());
    }
    let mut swarm = create(&settings)?;
    let me = *swarm.local_peer_id();
    let relay = settings.get::<Multiaddr>("relay")?.map(|address| address.with(Protocol::P2pCircuit));
    let relay_id = relay.as_ref().and_then(last_peer);
    for address in listen_on(&settings, agent.as_ref())? {
        swarm.listen_on(address)?;
    }
    let mut listener = relay.clone().map(|address| swarm.listen_on(address)).transpose()?;
    let mut terminated = signal(SignalKind::terminate())?;
    let mut retrying = false;
    let mut has_reservation = false;
    let mut open: HashMap<ConnectionId, PeerId> = HashMap::new();
    // Dials that topo asked for.
    let mut dials: HashMap<ConnectionId, u64> = HashMap::new();
    loop {
        tokio::select! {
            _ = terminated.recv() => break,
            request = next_request(&mut agent) => {
                let (Some(request), Some(agent)) = (request, &agent) else { break };
                answer(request, agent, &mut swarm, &open, &mut dials);
            }
            () = sleep(RETRY), if retrying => {
                retrying = false;
                listener = relay.clone().map(|address| swarm.listen_on(address)).transpose()?;
            }
            event = swarm.select_next_some() => match event {
                SwarmEvent::NewListenAddr { address, listener_id } => {
                    let is_relayed = Some(listener_id) == listener;
                    // A reservation lists the relay's external addresses; nobody but us can confirm a loopback one.
                    if !is_relayed && !settings.has("no-external") { swarm.add_external_address(address.clone()); }
                    let address = address.with_p2p(me).unwrap_or_else(|same| same);
                    println!("address {address}");
                    if relay.is_none() || is_relayed { println!("ready"); }
                    if let Some(agent) = &mut agent {
                        agent.address(address, true, me);
                        agent.ready(me);
                    }
                }
                SwarmEvent::ExpiredListenAddr { address, .. } => {
                    println!("address gone {address}");
                    let address = address.with_p2p(me).unwrap_or_else(|same| same);
                    if let Some(agent) = &mut agent { agent.address(address, false, me); }
                }
                SwarmEvent::ListenerClosed { listener_id, reason, .. } if Some(listener_id) == listener => {
                    println!("reservation lost: {reason:?}");
                    if let (Some(agent), Some(relay)) = (&agent, &relay_id) {
                        agent.no_reservation(relay, has_reservation, format!("{reason:?}"));
                    }
                    has_reservation = false;
                    retrying = true;
                }
                SwarmEvent::ConnectionEstablished { peer_id, connection_id, endpoint, .. } => {
                    println!("connected to {peer_id} at {}", endpoint.get_remote_address());
                    open.insert(connection_id, peer_id);
                    if let Some(agent) = &mut agent {
                        agent.opened(connection_id, peer_id, &endpoint);
                        if let Some(id) = dials.remove(&connection_id) {
                            agent.voice().answer(id, Ok(json!({ "opened": 1, "reason": "" })));
                        }
                    }
                }
                SwarmEvent::OutgoingConnectionError { connection_id, error, .. } => {
                    if let (Some(agent), Some(id)) = (&agent, dials.remove(&connection_id)) {
                        agent.voice().answer(id, Ok(json!({ "opened": 0, "reason": one_line(&error) })));
                    }
                }
                SwarmEvent::ConnectionClosed { peer_id, connection_id, .. } => {
                    println!("disconnected from {peer_id}");
                    open.remove(&connection_id);
                    if let Some(agent) = &mut agent { agent.closed(connection_id); }
                }
                SwarmEvent::Behaviour(BehaviourEvent::Relay(event)) => {
                    println!("relay: {event:?}");
                    if let Some(agent) = &agent { agent.relay(&event); }
                }
                SwarmEvent::Behaviour(BehaviourEvent::Client(event)) => {
                    println!("client: {event:?}");
                    has_reservation |= matches!(event, relay::client::Event::ReservationReqAccepted { .. });
                    if let Some(agent) = &agent { agent.client(&event); }
                }
                _ => {}
            }
        }
    }
    println!("stopped");
    Ok(())
}

fn listen_on(settings: &Settings, agent: Option<&Agent>) -> Result<Vec<Multiaddr>, Failure> {
    if let Some(agent) = agent {
        return Ok(agent.listen.clone());
    }
    let port: u16 = settings.get("port")?.unwrap_or(0);
    let ip: String = settings.get("ip")?.unwrap_or("127.0.0.1".into());
    Ok(vec![format!("/ip4/{ip}/tcp/{port}").parse()?])
}

fn last_peer(address: &Multiaddr) -> Option<PeerId> {
    address.iter().filter_map(|part| if let Protocol::P2p(id) = part { Some(id) } else { None }).last()
}

/// The next request of topo; None at the end of the connection. Without topo it waits for ever.
async fn next_request(agent: &mut Option<Agent>) -> Option<Request> {
    match agent {
        Some(agent) => agent.requests.recv().await,
        None => std::future::pending().await,
    }
}

fn answer(
    Request { id, command, input }: Request,
    agent: &Agent,
    swarm: &mut Swarm<Behaviour>,
    open: &HashMap<ConnectionId, PeerId>,
    dials: &mut HashMap<ConnectionId, u64>,
) {
    let voice = agent.voice();
    match command.as_str() {
        "probe" => {
            tokio::spawn(probe(id, input, agent.prober.clone(), agent.names(), voice));
        }
        "disconnect" => {
            let peers: Vec<_> = peer_ids(&input["peerIds"]).collect();
            let of_them = open.iter().filter(|(_, peer)| peers.contains(peer));
            let closed = of_them.filter(|(id, _)| swarm.close_connection(**id)).count();
            voice.answer(id, Ok(json!({ "closed": closed })));
        }
        "dial" => {
            let Some(peer) = text(&input["peerId"]).parse().ok() else {
                return voice.answer(id, Err("it has no peer id to dial".into()));
            };
            let options = DialOpts::peer_id(peer).addresses(multiaddrs(&input["addresses"]).collect()).build();
            let connection = options.connection_id();
            match swarm.dial(options) {
                Ok(()) => {
                    dials.insert(connection, id);
                }
                // It is connected, or dials already.
                Err(DialError::DialPeerConditionFalse(_)) => {
                    voice.answer(id, Ok(json!({ "opened": 0, "reason": "" })));
                }
                Err(error) => voice.answer(id, Ok(json!({ "opened": 0, "reason": one_line(&error) }))),
            }
        }
        // SIGTERM follows.
        "stop" => voice.answer(id, Ok(json!({}))),
        other => voice.answer(id, Err(format!("rust-relay does not know {other}"))),
    }
}

/// Dials the peer from a swarm of its own: all addresses of the wanted kind at once, or each by itself.
async fn probe(id: u64, input: Value, identity: String, names: Names, voice: Voice) {
    let wanted = text(&input["paths"]);
    let each = wanted == "all" || input["each"] == true;
    let mut attempts: Vec<Vec<Multiaddr>> = Vec::new();
    for address in multiaddrs(&input["addresses"]) {
        let is_relayed = address.iter().any(|part| part == Protocol::P2pCircuit);
        if wanted != "any" && wanted != "all" && is_relayed != (wanted == "relayed") {
            continue;
        }
        match attempts.last_mut() {
            Some(last) if !each => last.push(address),
            _ => attempts.push(vec![address]),
        }
    }
    let tries = attempts.into_iter().map(|addresses| async {
        timeout(patience(&input), reach(&input, addresses, &identity, &names))
            .await
            .unwrap_or_else(|_| Err("it did not answer in time".into()))
    });
    let (mut paths, mut reasons) = (Vec::new(), Vec::new());
    for outcome in futures::future::join_all(tries).await {
        match outcome {
            Ok(path) if paths.contains(&path) => {}
            Ok(path) => paths.push(path),
            Err(reason) => reasons.push(reason.to_string()),
        }
    }
    if paths.is_empty() && reasons.is_empty() {
        reasons.push("it advertises no such address".into());
    }
    let reason = if paths.is_empty() { reasons.join("; ") } else { String::new() };
    voice.answer(id, Ok(json!({ "paths": paths, "reason": reason })));
}

/// Returns the path of a connection over which a ping was answered. A peer that refuses the protocol has answered, too.
async fn reach(input: &Value, addresses: Vec<Multiaddr>, identity: &str, names: &Names) -> Result<Value, Failure> {
    let peer: PeerId = text(&input["peerId"]).parse()?;
    let mut swarm = create(&Settings(HashMap::from([("identity".into(), identity.into())])))?;
    swarm.dial(DialOpts::peer_id(peer).addresses(addresses).build())?;
    let mut path = Value::Null;
    loop {
        match swarm.select_next_some().await {
            SwarmEvent::ConnectionEstablished { peer_id, endpoint, .. } if peer_id == peer => {
                path = names.path(endpoint.get_remote_address());
            }
            SwarmEvent::OutgoingConnectionError { peer_id: Some(to), error, .. } if to == peer => {
                return Err(one_line(&error).into());
            }
            SwarmEvent::ConnectionClosed { peer_id, .. } if peer_id == peer => {
                return Err("it closed the connection".into());
            }
            SwarmEvent::Behaviour(BehaviourEvent::Ping(event)) if event.peer == peer => match event.result {
                Ok(_) | Err(ping::Failure::Unsupported) => return Ok(path),
                Err(error) => return Err(one_line(&error).into()),
            },
            _ => {}
        }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Leaves out those that rust-libp2p does not know.
fn multiaddrs(value: &Value) -> impl Iterator<Item = Multiaddr> {
    value.as_array().into_iter().flatten().filter_map(|one| text(one).parse().ok())
}

fn peer_ids(value: &Value) -> impl Iterator<Item = PeerId> {
    value.as_array().into_iter().flatten().filter_map(|one| text(one).parse().ok())
}

/// An error and its causes.
fn one_line(error: &dyn Error) -> String {
    let mut all = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        all += &format!(": {inner}");
        cause = inner.source();
    }
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn create(settings: &Settings) -> Result<Swarm<Behaviour>, Failure> {
    let seed: String = settings.get("identity")?.ok_or("--identity is missing")?;
    let key = identity::Keypair::ed25519_from_bytes(from_hex(&seed)?)?;
    let relay = settings.has("serve").then(|| relay_config(settings)).transpose()?;
    Ok(SwarmBuilder::with_existing_identity(key)
        .with_tokio()
        .with_tcp(tcp::Config::default().nodelay(true), noise::Config::new, yamux::Config::default)?
        .with_relay_client(noise::Config::new, yamux::Config::default)?
        .with_behaviour(|key, client| Behaviour {
            relay: relay.map(|config| relay::Behaviour::new(key.public().to_peer_id(), config)).into(),
            client,
            identify: identify::Behaviour::new(identify::Config::new("/rust-relay/1".into(), key.public())),
            ping: ping::Behaviour::default(),
        })?
        .with_swarm_config(|config| config.with_idle_connection_timeout(Duration::from_secs(60)))
        .build())
}

/// rust-libp2p's own defaults, and what the arguments say instead: `--max-reservations 8`.
fn relay_config(settings: &Settings) -> Result<relay::Config, Failure> {
    let mut config = relay::Config::default();
    let seconds = |name| settings.get::<u64>(name).map(|value| value.map(Duration::from_secs));
    config.max_reservations = settings.get("max-reservations")?.unwrap_or(config.max_reservations);
    config.max_reservations_per_peer =
        settings.get("max-reservations-per-peer")?.unwrap_or(config.max_reservations_per_peer);
    config.reservation_duration = seconds("reservation-duration")?.unwrap_or(config.reservation_duration);
    config.max_circuits = settings.get("max-circuits")?.unwrap_or(config.max_circuits);
    config.max_circuits_per_peer = settings.get("max-circuits-per-peer")?.unwrap_or(config.max_circuits_per_peer);
    config.max_circuit_duration = seconds("max-circuit-duration")?.unwrap_or(config.max_circuit_duration);
    config.max_circuit_bytes = settings.get("max-circuit-bytes")?.unwrap_or(config.max_circuit_bytes);
    Ok(config)
}

/// Options that stand alone: be a relay; tell no reservation an address, as relays do that know no public one.
const FLAGS: [&str; 2] = ["serve", "no-external"];

/// `--name value` pairs.
struct Settings(HashMap<String, String>);

impl Settings {
    fn read() -> Result<Self, Failure> {
        let mut found = HashMap::new();
        let mut arguments = env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let name = argument.strip_prefix("--").ok_or(format!("{argument} is no option"))?;
            let value = if FLAGS.contains(&name) { Some("true".into()) } else { arguments.next() };
            found.insert(name.into(), value.ok_or(format!("--{name} has no value"))?);
        }
        Ok(Self(found))
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    fn get<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, Failure>
    where
        T::Err: Error + 'static,
    {
        self.0.get(name).map(|text| text.parse().map_err(|error| format!("--{name}: {error}").into())).transpose()
    }
}

fn from_hex(text: &str) -> Result<Vec<u8>, Failure> {
    (0..text.len()).step_by(2).map(|at| Ok(u8::from_str_radix(text.get(at..at + 2).ok_or("odd")?, 16)?)).collect()
}
