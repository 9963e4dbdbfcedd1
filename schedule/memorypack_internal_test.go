package schedule

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A packed payload unpacks as it was, whatever other payloads of its sort look like, and shares no memory with anybody.
func TestPack(t *testing.T) {
	part := rapid.SliceOfN(rapid.SampledFrom([]byte("ab{}0")), 0, 300)
	rapid.Check(t, func(t *rapid.T) {
		var p packer
		common := bytes.Repeat(part.Draw(t, "common"), rapid.IntRange(1, 3).Draw(t, "times"))
		for range rapid.IntRange(1, 20).Draw(t, "payloads") {
			text := append(append(append([]byte{}, part.Draw(t, "head")...), common...), part.Draw(t, "tail")...)
			given := bytes.Clone(text)
			one := p.pack(&Job{Kind: "work", Key: "wait/x", Payload: given})
			clear(given)
			require.Equal(t, string(text), string(one.unpack()))
			clear(one.unpack())
			require.Equal(t, string(text), string(one.unpack()))
		}
	})
}

// Rows that differ in their ids and instants take a fraction of their size.
func TestPackIsSmall(t *testing.T) {
	var p packer
	row := func(id string) []byte {
		return []byte(`{"v":1,"recipe":{"ID":"r","Name":"Close after silence","Revision":"0123456789abcdef","Owner":"ada"},"id":"resolve","do":"resolve","item":{"kind":"case","id":"` +
			id + `"},"names":["case/` + id + `"],"lane":"resolve","since":"2026-01-05T12:00:00Z","due":"2026-01-05T12:30:00Z","unless":["customer_reply"]}` +
			"\n" + `{"id":"e` + id + `","kind":"case_created","at":"2026-01-05T12:00:00Z","case":{"id":"` + id + `","topic":"support","status":"pending"}}`)
	}
	p.pack(&Job{Key: "wait/1", Payload: row("1001")})
	one := p.pack(&Job{Key: "wait/2", Payload: row("7305")})
	require.NotNil(t, one.base)
	require.Less(t, len(one.data), len(row("7305"))/5)
	require.Equal(t, string(row("7305")), string(one.unpack()))
}

// Payloads of many sorts, and a base that others are not like, cost no more than what they hold.
func TestPackBounds(t *testing.T) {
	var p packer
	for i := range 2 * mostBases {
		p.pack(&Job{Kind: string(rune('a' + i)), Payload: bytes.Repeat([]byte("x"), 300)})
	}
	require.Len(t, *p.bases.Load(), mostBases)
	other := func(c byte) *Job { return &Job{Kind: "a", Payload: bytes.Repeat([]byte{c}, 300)} }
	for range mostMisses {
		require.Nil(t, p.pack(other('y')).base)
	}
	require.Nil(t, p.pack(other('y')).base, "it is the base from now on")
	require.NotNil(t, p.pack(other('y')).base)
}
