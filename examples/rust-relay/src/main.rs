//! A small rust-libp2p node: a relay whose `relay::Config` comes from its arguments, or a peer that holds a
//! reservation on a relay. It says what it does on standard output, one line each, which is all that topo needs to
//! put it into a topology.
use std::{collections::HashMap, env, error::Error, time::Duration};

use futures::StreamExt;
use libp2p::{
    Multiaddr, Swarm, SwarmBuilder, identify, identity, multiaddr::Protocol, noise, ping, relay,
    swarm::{NetworkBehaviour, SwarmEvent, behaviour::toggle::Toggle},
    tcp, yamux,
};
use tokio::{
    signal::unix::{SignalKind, signal},
    time::sleep,
};

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
async fn main() -> Result<(), Box<dyn Error>> {
    let settings = Settings::read()?;
    let mut swarm = create(&settings)?;
    let relay = settings.get::<Multiaddr>("relay")?.map(|address| address.with(Protocol::P2pCircuit));
    let port: u16 = settings.get("port")?.unwrap_or(0);
    let ip: String = settings.get("ip")?.unwrap_or("127.0.0.1".into());
    swarm.listen_on(format!("/ip4/{ip}/tcp/{port}").parse()?)?;
    let mut listener = relay.clone().map(|address| swarm.listen_on(address)).transpose()?;
    let mut terminated = signal(SignalKind::terminate())?;
    let mut retrying = false;
    loop {
        tokio::select! {
            _ = terminated.recv() => break,
            () = sleep(RETRY), if retrying => {
                retrying = false;
                listener = relay.clone().map(|address| swarm.listen_on(address)).transpose()?;
            }
            event = swarm.select_next_some() => match event {
                SwarmEvent::NewListenAddr { address, listener_id } => {
                    let me = *swarm.local_peer_id();
                    // A reservation lists the relay's external addresses; nobody but us can confirm a loopback one.
                    if Some(listener_id) != listener { swarm.add_external_address(address.clone()); }
                    let address = address.with_p2p(me).unwrap_or_else(|same| same);
                    println!("address {address}");
                    if relay.is_none() || Some(listener_id) == listener { println!("ready"); }
                }
                SwarmEvent::ExpiredListenAddr { address, .. } => println!("address gone {address}"),
                SwarmEvent::ListenerClosed { listener_id, reason, .. } if Some(listener_id) == listener => {
                    println!("reservation lost: {reason:?}");
                    retrying = true;
                }
                SwarmEvent::ConnectionEstablished { peer_id, .. } => println!("connected to {peer_id}"),
                SwarmEvent::ConnectionClosed { peer_id, .. } => println!("disconnected from {peer_id}"),
                SwarmEvent::Behaviour(BehaviourEvent::Relay(event)) => println!("relay: {event:?}"),
                SwarmEvent::Behaviour(BehaviourEvent::Client(event)) => println!("client: {event:?}"),
                _ => {}
            }
        }
    }
    println!("stopped");
    Ok(())
}

fn create(settings: &Settings) -> Result<Swarm<Behaviour>, Box<dyn Error>> {
    let seed: String = settings.get("identity")?.ok_or("--identity is missing")?;
    let key = identity::Keypair::ed25519_from_bytes(from_hex(&seed)?)?;
    let relay = settings.get::<bool>("serve")?.unwrap_or(false).then(|| relay_config(settings)).transpose()?;
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
fn relay_config(settings: &Settings) -> Result<relay::Config, Box<dyn Error>> {
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

/// `--name value` pairs; `--serve` stands alone.
struct Settings(HashMap<String, String>);

impl Settings {
    fn read() -> Result<Self, Box<dyn Error>> {
        let mut found = HashMap::new();
        let mut arguments = env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let name = argument.strip_prefix("--").ok_or(format!("{argument} is no option"))?;
            let value = if name == "serve" { Some("true".into()) } else { arguments.next() };
            found.insert(name.into(), value.ok_or(format!("--{name} has no value"))?);
        }
        Ok(Self(found))
    }

    fn get<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, Box<dyn Error>>
    where
        T::Err: Error + 'static,
    {
        self.0.get(name).map(|text| text.parse().map_err(|error| format!("--{name}: {error}").into())).transpose()
    }
}

fn from_hex(text: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    (0..text.len()).step_by(2).map(|at| Ok(u8::from_str_radix(text.get(at..at + 2).ok_or("odd")?, 16)?)).collect()
}
