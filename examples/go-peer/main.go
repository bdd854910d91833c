// A small go-libp2p node: a peer that holds a reservation on a relay, or a relay itself. It says what it does on
// standard output, one line each, which is all that topo needs to put it into a topology. With `agent: true` it also
// speaks topo's agent protocol.
package main

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/protocol/circuitv2/client"
	"github.com/libp2p/go-libp2p/p2p/protocol/circuitv2/relay"
	ma "github.com/multiformats/go-multiaddr"
)

type settings struct {
	ip              string
	port            int
	identity        string
	relay           string
	serve           bool
	duration        time.Duration
	maxReservations int
	retry           time.Duration
}

func main() {
	var s settings
	flag.StringVar(&s.ip, "ip", "127.0.0.1", "IPv4 address to listen on")
	flag.IntVar(&s.port, "port", 0, "TCP port")
	flag.StringVar(&s.identity, "identity", "", "seed of the Ed25519 identity, 32 bytes in hex")
	flag.StringVar(&s.relay, "relay", "", "multiaddr of a relay to hold a reservation on")
	flag.BoolVar(&s.serve, "serve", false, "be a relay")
	flag.DurationVar(&s.duration, "reservation-duration", time.Hour, "how long the reservations of the relay last")
	flag.IntVar(&s.maxReservations, "max-reservations", 128, "how many reservations the relay grants")
	flag.DurationVar(&s.retry, "retry", 2*time.Second, "pause before a relay is asked again")
	flag.Parse()

	a, err := callTopo()
	if err != nil {
		log.Fatal("TOPO_NODE: ", err)
	}
	listen := []string{fmt.Sprintf("/ip4/%s/tcp/%d", s.ip, s.port)}
	if a != nil {
		s.identity, listen = a.Config.Identity, a.Config.Listen
	}
	h, err := start(s)
	if err != nil {
		log.Fatal(err)
	}
	if a != nil {
		a.observe(h)
	}
	if err := h.Network().Listen(multiaddrs(listen)...); err != nil {
		log.Fatal(err)
	}
	for _, address := range h.Addrs() {
		fmt.Printf("address %s/p2p/%s\n", address, h.ID())
	}
	h.Network().Notify(&network.NotifyBundle{
		ConnectedF:    func(_ network.Network, c network.Conn) { fmt.Println("connected to", c.RemotePeer()) },
		DisconnectedF: func(_ network.Network, c network.Conn) { fmt.Println("disconnected from", c.RemotePeer()) },
	})
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if a != nil {
		// Before the first reservation: its addresses would be gone again with those of a later `ready`.
		a.send(fields{"type": "ready", "peerId": h.ID().String(), "addresses": a.addresses(h)})
		go a.serve(ctx, h, stop)
	}
	if s.relay != "" {
		relay, err := peer.AddrInfoFromString(s.relay)
		if err != nil {
			log.Fatal("-relay: ", err)
		}
		go keepReservation(ctx, h, a, *relay, s.retry)
	}
	fmt.Println("ready")
	<-ctx.Done()
	if err := h.Close(); err != nil {
		log.Fatal(err)
	}
	fmt.Println("stopped")
}

func start(s settings) (host.Host, error) {
	key, err := keyOf(s.identity)
	if err != nil {
		return nil, err
	}
	options := []libp2p.Option{
		libp2p.Identity(key),
		libp2p.NoListenAddrs,
		libp2p.EnableRelay(),
		libp2p.DisableMetrics(),
	}
	if s.serve {
		resources := relay.DefaultResources()
		resources.ReservationTTL = s.duration
		resources.MaxReservations = s.maxReservations
		// All nodes of a topology on one machine have the same address.
		resources.MaxReservationsPerIP = s.maxReservations
		// A reservation lists the relay's addresses, by default only public ones; rust-libp2p refuses one without any.
		all := relay.WithReservationAddressFilter(func(ma.Multiaddr) bool { return true })
		options = append(options, libp2p.EnableRelayService(relay.WithResources(resources), all), libp2p.ForceReachabilityPublic())
	}
	return libp2p.New(options...)
}

func keyOf(identity string) (crypto.PrivKey, error) {
	seed, err := hex.DecodeString(identity)
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("-identity is %d bytes in hex", ed25519.SeedSize)
	}
	return crypto.UnmarshalEd25519PrivateKey(ed25519.NewKeyFromSeed(seed))
}

func multiaddrs(texts []string) []ma.Multiaddr {
	all := make([]ma.Multiaddr, len(texts))
	for index, text := range texts {
		all[index] = ma.StringCast(text)
	}
	return all
}

// keepReservation asks the relay, again before the reservation ends, and again whenever it is lost: go-libp2p's own
// AutoRelay does so for relays that have a public address.
func keepReservation(ctx context.Context, h host.Host, a *agent, relay peer.AddrInfo, retry time.Duration) {
	lost := make(chan struct{}, 1)
	h.Network().Notify(&network.NotifyBundle{DisconnectedF: func(n network.Network, c network.Conn) {
		if c.RemotePeer() == relay.ID && n.Connectedness(relay.ID) != network.Connected {
			select {
			case lost <- struct{}{}:
			default:
			}
		}
	}})
	for ctx.Err() == nil {
		pause := retry
		if reservation, err := client.Reserve(ctx, h, relay); err != nil {
			fmt.Println("reservation failed:", err)
			if a != nil {
				a.notReserved(h, relay.ID, oneLine(err))
			}
		} else {
			fmt.Printf("reserved on %s until %s\n", relay.ID, reservation.Expiration.Format(time.RFC3339))
			fmt.Printf("address %s/p2p/%s/p2p-circuit/p2p/%s\n", relay.Addrs[0], relay.ID, h.ID())
			if a != nil {
				a.reserved(h, relay, reservation.Expiration)
			}
			pause = time.Until(reservation.Expiration) * 3 / 4
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		case <-lost:
			fmt.Println("reservation lost")
			if a != nil {
				a.notReserved(h, relay.ID, "the connection to the relay is closed")
			}
			time.Sleep(retry)
		}
	}
}
