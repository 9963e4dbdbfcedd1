package webhook_test

import (
	"context"
	"encoding/binary"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// nameServer answers questions for the addresses of names (RFC 1035), each time the next of the name's lists.
type nameServer struct {
	mu    sync.Mutex
	names map[string][][]netip.Addr
	asked map[string]int
	conn  net.PacketConn
}

const typeA, typeAAAA = 1, 28

// resolver returns a resolver that asks a name server of its own. A name's last list stays.
func resolver(t testing.TB, names map[string][]string) *net.Resolver {
	s := &nameServer{names: map[string][][]netip.Addr{}, asked: map[string]int{}}
	for name, lists := range names {
		for _, list := range lists {
			var addrs []netip.Addr
			for _, a := range strings.Fields(list) {
				addrs = append(addrs, netip.MustParseAddr(a))
			}
			s.names[name] = append(s.names[name], addrs)
		}
	}
	var err error
	s.conn, err = net.ListenPacket("udp4", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { s.conn.Close() })
	go s.serve()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp4", s.conn.LocalAddr().String())
	}}
}

func (s *nameServer) serve() {
	buf := make([]byte, 4<<10)
	for {
		n, from, err := s.conn.ReadFrom(buf)
		if err != nil {
			return
		}
		_, _ = s.conn.WriteTo(s.answer(buf[:n]), from)
	}
}

// answer returns the answer to one question.
func (s *nameServer) answer(q []byte) []byte {
	var labels []string
	end := 12
	for q[end] != 0 {
		labels = append(labels, string(q[end+1:end+1+int(q[end])]))
		end += 1 + int(q[end])
	}
	name, kind := strings.ToLower(strings.Join(labels, ".")), binary.BigEndian.Uint16(q[end+1:])
	end += 5
	out := append([]byte{}, q[:end]...)
	out[2], out[3] = 0x81, 0x80 // an answer, recursive
	clear(out[6:12])
	list, found := s.next(name, kind)
	if !found {
		out[3] |= 3 // no such name
	}
	count := 0
	for _, a := range list {
		if data := a.AsSlice(); (kind == typeA) == a.Is4() && (kind == typeA || kind == typeAAAA) {
			count++
			out = append(out, 0xc0, 12, 0, byte(kind), 0, 1, 0, 0, 0, 0, 0, byte(len(data)))
			out = append(out, data...)
		}
	}
	binary.BigEndian.PutUint16(out[6:], uint16(count))
	return out
}

// next returns a name's list. The two questions of one look-up get the same one.
func (s *nameServer) next(name string, kind uint16) ([]netip.Addr, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	lists, ok := s.names[name]
	if !ok {
		return nil, false
	}
	key := name + string(rune(kind))
	i := min(s.asked[key], len(lists)-1)
	s.asked[key]++
	return lists[i], true
}
