// The agent protocol of topo (docs/agent-protocol.md): the program says what happens to it, and does what topo asks.
package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"
)

// fields are a message, or a part of one.
type fields map[string]any

// callIn is the value of the environment variable TOPO_NODE.
type callIn struct {
	Node   string  `json:"node"`
	Port   int     `json:"port"`
	Path   *string `json:"path"`
	Secret string  `json:"secret"`
}

// configuration is topo's answer to hello.
type configuration struct {
	Config struct {
		PeerID   string   `json:"peerId"`
		Identity string   `json:"identity"`
		Listen   []string `json:"listen"`
	} `json:"config"`
	Names          map[string]string `json:"names"`
	Epoch          int64             `json:"epoch"`
	Probers        []string          `json:"probers"`
	ProberIdentity string            `json:"proberIdentity"`
}

type agent struct {
	configuration
	conn    net.Conn
	sending sync.Mutex

	mu          sync.Mutex
	opened      int
	connections map[network.Conn]string
	held        map[peer.ID]bool
	circuits    map[peer.ID]string
}

// callTopo connects to topo and waits for the configuration. It returns nil if topo does not run this program, or runs
// it without `agent: true`.
func callTopo() (*agent, error) {
	text, ok := os.LookupEnv("TOPO_NODE")
	if !ok {
		return nil, nil
	}
	var call callIn
	if err := json.Unmarshal([]byte(text), &call); err != nil {
		return nil, err
	}
	conn, err := dialTopo(call)
	if err != nil {
		return nil, err
	}
	a := &agent{
		conn:        conn,
		connections: map[network.Conn]string{},
		held:        map[peer.ID]bool{},
		circuits:    map[peer.ID]string{},
	}
	a.send(fields{"type": "hello", "secret": call.Secret, "node": call.Node, "pid": os.Getpid()})
	message, err := a.receive()
	if err != nil {
		return nil, err
	}
	return a, json.Unmarshal(message, &a.configuration)
}

func dialTopo(call callIn) (net.Conn, error) {
	if call.Path != nil {
		return net.Dial("unix", *call.Path)
	}
	return net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", call.Port))
}

const batchHeader, frameHeader = 17, 19

// send writes one message: a frame in a batch of its own.
func (a *agent) send(message fields) {
	payload, err := json.Marshal(message)
	if err != nil {
		panic(err)
	}
	batch := make([]byte, 4+batchHeader+frameHeader, 4+batchHeader+frameHeader+len(payload))
	binary.BigEndian.PutUint32(batch, uint32(batchHeader+frameHeader+len(payload)))
	binary.BigEndian.PutUint32(batch[4+batchHeader+15:], uint32(len(payload)))
	a.sending.Lock()
	defer a.sending.Unlock()
	a.conn.Write(append(batch, payload...))
}

// receive reads the next message; topo sends one frame in each batch.
func (a *agent) receive() ([]byte, error) {
	head := make([]byte, 4+batchHeader+frameHeader)
	if _, err := io.ReadFull(a.conn, head); err != nil {
		return nil, err
	}
	payload := make([]byte, binary.BigEndian.Uint32(head[4+batchHeader+15:]))
	_, err := io.ReadFull(a.conn, payload)
	return payload, err
}

func (a *agent) event(kind string, event fields) {
	event["kind"] = kind
	a.send(fields{"type": "event", "event": event})
}

// name is the name of a peer in the topology, or its peer id.
func (a *agent) name(id peer.ID) string {
	if name, ok := a.Names[id.String()]; ok {
		return name
	}
	return id.String()
}

func (a *agent) isProber(id peer.ID) bool {
	for _, prober := range a.Probers {
		if prober == id.String() {
			return true
		}
	}
	return false
}

// path tells whether an address leads through a relay, and through which.
func (a *agent) path(address ma.Multiaddr) fields {
	before, _, isRelayed := strings.Cut(address.String(), "/p2p-circuit")
	if !isRelayed {
		return fields{"kind": "direct"}
	}
	relay := before[strings.LastIndex(before, "/")+1:]
	if name, ok := a.Names[relay]; ok {
		relay = name
	}
	return fields{"kind": "relayed", "relay": relay}
}

// observe reports the connections of the host, from its beginning.
func (a *agent) observe(h host.Host) {
	h.Network().Notify(&network.NotifyBundle{
		ConnectedF: func(_ network.Network, c network.Conn) {
			if a.isProber(c.RemotePeer()) {
				return
			}
			a.mu.Lock()
			a.opened++
			id := fmt.Sprintf("c%d", a.opened)
			a.connections[c] = id
			a.mu.Unlock()
			direction := "outbound"
			if c.Stat().Direction == network.DirInbound {
				direction = "inbound"
			}
			a.event("connection-opened", fields{
				"connection": id, "peer": a.name(c.RemotePeer()), "direction": direction,
				"path": a.path(c.RemoteMultiaddr()), "address": c.RemoteMultiaddr().String(),
			})
		},
		DisconnectedF: func(_ network.Network, c network.Conn) {
			a.mu.Lock()
			id, ok := a.connections[c]
			delete(a.connections, c)
			a.mu.Unlock()
			if ok {
				a.event("connection-closed", fields{
					"connection": id, "peer": a.name(c.RemotePeer()), "path": a.path(c.RemoteMultiaddr()),
				})
			}
		},
	})
}

// addresses are those that the host listens on, and those that relays keep for it.
func (a *agent) addresses(h host.Host) []string {
	all := []string{}
	for _, address := range h.Addrs() {
		all = append(all, fmt.Sprintf("%s/p2p/%s", address, h.ID()))
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, circuit := range a.circuits {
		all = append(all, circuit)
	}
	return all
}

func (a *agent) reserved(h host.Host, relay peer.AddrInfo, until time.Time) {
	a.mu.Lock()
	renewal := a.held[relay.ID]
	a.held[relay.ID] = true
	a.circuits[relay.ID] = fmt.Sprintf("%s/p2p/%s/p2p-circuit/p2p/%s", relay.Addrs[0], relay.ID, h.ID())
	a.mu.Unlock()
	a.event("reservation-made", fields{
		"relay": a.name(relay.ID), "renewal": renewal, "expires": until.UnixMilli() - a.Epoch,
	})
	a.event("addresses", fields{"addresses": a.addresses(h)})
}

func (a *agent) notReserved(h host.Host, relay peer.ID, reason string) {
	a.mu.Lock()
	held := a.held[relay]
	delete(a.held, relay)
	delete(a.circuits, relay)
	a.mu.Unlock()
	kind := "reservation-failed"
	if held {
		kind = "reservation-lost"
	}
	a.event(kind, fields{"relay": a.name(relay), "reason": reason})
	if held {
		a.event("addresses", fields{"addresses": a.addresses(h)})
	}
}
