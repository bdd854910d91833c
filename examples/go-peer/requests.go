// The requests of topo.
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/protocol/ping"
	ma "github.com/multiformats/go-multiaddr"
	msmux "github.com/multiformats/go-multistream"
)

type request struct {
	Type    string `json:"type"`
	ID      int    `json:"id"`
	Command string `json:"command"`
	Input   struct {
		PeerID    string   `json:"peerId"`
		PeerIDs   []string `json:"peerIds"`
		Addresses []string `json:"addresses"`
		Paths     string   `json:"paths"`
		Relays    []string `json:"relays"`
		Each      bool     `json:"each"`
		Timeout   float64  `json:"timeout"`
		Latest    *float64 `json:"latest"`
	} `json:"input"`
}

// serve answers requests until the connection to topo ends, or topo asks the program to stop.
func (a *agent) serve(ctx context.Context, h host.Host, stop func()) {
	defer stop()
	for {
		message, err := a.receive()
		if err != nil {
			return
		}
		var asked request
		if err := json.Unmarshal(message, &asked); err != nil || asked.Type != "request" {
			continue
		}
		if asked.Command == "stop" {
			a.send(fields{"type": "reply", "id": asked.ID, "output": fields{}})
			return
		}
		go func() {
			output, err := a.answer(ctx, h, asked)
			if err != nil {
				a.send(fields{"type": "failure", "id": asked.ID, "error": err.Error()})
			} else {
				a.send(fields{"type": "reply", "id": asked.ID, "output": output})
			}
		}()
	}
}

func (a *agent) answer(ctx context.Context, h host.Host, asked request) (fields, error) {
	switch asked.Command {
	case "probe":
		return a.probe(ctx, asked)
	case "ping-open":
		return a.pingOpen(ctx, h, asked)
	case "dial":
		return a.dial(ctx, h, asked)
	case "disconnect":
		closed := 0
		for _, text := range asked.Input.PeerIDs {
			id, err := peer.Decode(text)
			if err != nil {
				return nil, err
			}
			for _, c := range h.Network().ConnsToPeer(id) {
				closed++
				c.Close()
			}
		}
		return fields{"closed": closed}, nil
	}
	return nil, fmt.Errorf("go-peer does not know %s", asked.Command)
}

// probe dials the peer from a host of its own: all addresses of the wanted kind at once, or each by itself.
func (a *agent) probe(ctx context.Context, asked request) (fields, error) {
	id, addresses, err := target(asked)
	if err != nil {
		return nil, err
	}
	paths, reasons := []fields{}, []string{}
	attempts := [][]ma.Multiaddr{}
	for _, address := range addresses {
		if !isWanted(address.String(), asked.Input.Paths) {
			continue
		}
		if asked.Input.Each || asked.Input.Paths == "all" || len(attempts) == 0 {
			attempts = append(attempts, nil)
		}
		attempts[len(attempts)-1] = append(attempts[len(attempts)-1], address)
	}
	if len(attempts) == 0 {
		return fields{"paths": paths, "reason": "it advertises no such address"}, nil
	}
	// One dial of several addresses takes the host's own time.
	patience := time.Duration(asked.Input.Timeout) * time.Millisecond
	if asked.Input.Latest != nil {
		patience = max(patience, time.Duration(*asked.Input.Latest)*time.Millisecond-100*time.Millisecond)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	type outcome struct {
		path fields
		err  error
	}
	outcomes := make(chan outcome, len(attempts))
	for _, attempt := range attempts {
		go func() {
			path, err := a.reach(ctx, peer.AddrInfo{ID: id, Addrs: attempt})
			outcomes <- outcome{path, err}
		}()
	}
	seen := map[string]bool{}
	for range attempts {
		one := <-outcomes
		if one.err != nil {
			reasons = append(reasons, oneLine(one.err))
		} else if key := fmt.Sprint(one.path); !seen[key] {
			seen[key] = true
			paths = append(paths, one.path)
		}
	}
	if len(paths) > 0 {
		return fields{"paths": paths, "reason": ""}, nil
	}
	return fields{"paths": paths, "reason": strings.Join(reasons, "; ")}, nil
}

func (a *agent) reach(ctx context.Context, to peer.AddrInfo) (fields, error) {
	key, err := keyOf(a.ProberIdentity)
	if err != nil {
		return nil, err
	}
	h, err := libp2p.New(libp2p.Identity(key), libp2p.NoListenAddrs, libp2p.EnableRelay(), libp2p.DisableMetrics())
	if err != nil {
		return nil, err
	}
	defer h.Close()
	ctx = network.WithAllowLimitedConn(ctx, "topo")
	if err := h.Connect(ctx, to); err != nil {
		return nil, err
	}
	for _, c := range h.Network().ConnsToPeer(to.ID) {
		return a.path(c.RemoteMultiaddr()), pingOver(ctx, c)
	}
	return nil, fmt.Errorf("the connection was closed at once")
}

// pingOpen pings over each open connection, and dials nothing.
func (a *agent) pingOpen(ctx context.Context, h host.Host, asked request) (fields, error) {
	id, err := peer.Decode(asked.Input.PeerID)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(network.WithAllowLimitedConn(ctx, "topo"), time.Duration(asked.Input.Timeout)*time.Millisecond)
	defer cancel()
	answered, silent := []fields{}, []fields{}
	for _, c := range h.Network().ConnsToPeer(id) {
		address := c.RemoteMultiaddr().String()
		if !isWanted(address, asked.Input.Paths) || !leadsThrough(address, asked.Input.Relays) {
			continue
		}
		if err := pingOver(ctx, c); err != nil {
			silent = append(silent, fields{"path": a.path(c.RemoteMultiaddr()), "reason": oneLine(err)})
		} else {
			answered = append(answered, a.path(c.RemoteMultiaddr()))
		}
	}
	return fields{"answered": answered, "silent": silent}, nil
}

func (a *agent) dial(ctx context.Context, h host.Host, asked request) (fields, error) {
	id, addresses, err := target(asked)
	if err != nil {
		return nil, err
	}
	before := len(h.Network().ConnsToPeer(id))
	ctx = network.WithAllowLimitedConn(ctx, "topo")
	if err := h.Connect(ctx, peer.AddrInfo{ID: id, Addrs: addresses}); err != nil {
		return fields{"opened": 0, "reason": oneLine(err)}, nil
	}
	return fields{"opened": max(0, len(h.Network().ConnsToPeer(id))-before), "reason": ""}, nil
}

func target(asked request) (peer.ID, []ma.Multiaddr, error) {
	id, err := peer.Decode(asked.Input.PeerID)
	if err != nil {
		return "", nil, err
	}
	addresses := []ma.Multiaddr{}
	for _, text := range asked.Input.Addresses {
		// An address of another kind than go-libp2p knows is no reason to give the others up.
		if address, err := ma.NewMultiaddr(strings.TrimSuffix(text, "/p2p/"+asked.Input.PeerID)); err == nil {
			addresses = append(addresses, address)
		}
	}
	return id, addresses, nil
}

func isWanted(address, paths string) bool {
	isRelayed := strings.Contains(address, "/p2p-circuit")
	return paths == "any" || paths == "all" || isRelayed == (paths == "relayed")
}

func leadsThrough(address string, relays []string) bool {
	if relays == nil {
		return true
	}
	for _, relay := range relays {
		if strings.Contains(address, "/p2p/"+relay+"/p2p-circuit") {
			return true
		}
	}
	return false
}

// pingOver sends 32 bytes over this connection. A peer that refuses the protocol has answered, too.
func pingOver(ctx context.Context, c network.Conn) error {
	s, err := c.NewStream(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	if deadline, ok := ctx.Deadline(); ok {
		s.SetDeadline(deadline)
	}
	if err := msmux.SelectProtoOrFail(ping.ID, s); err != nil {
		if strings.Contains(err.Error(), "not supported") {
			return nil
		}
		return err
	}
	sent, echo := make([]byte, ping.PingSize), make([]byte, ping.PingSize)
	rand.Read(sent)
	if _, err := s.Write(sent); err != nil {
		return err
	}
	if _, err := io.ReadFull(s, echo); err != nil {
		return err
	}
	if !bytes.Equal(sent, echo) {
		return fmt.Errorf("the answer to a ping had other bytes")
	}
	return nil
}

func oneLine(err error) string {
	return strings.Join(strings.Fields(err.Error()), " ")
}
