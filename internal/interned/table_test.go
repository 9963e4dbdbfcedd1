package interned

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// A key has its first value for as long as somebody uses that, and none afterwards.
func TestTable(t *testing.T) {
	t.Parallel()
	var table Table[string, [64]byte]
	require.Nil(t, table.Get("a"))
	one, other := new([64]byte), new([64]byte)
	require.Same(t, one, table.Put("a", one))
	require.Same(t, one, table.Put("a", other), "the first one is in use")
	require.Same(t, one, table.Get("a"))
	require.Nil(t, table.Get("b"))
	runtime.KeepAlive(one)
	runtime.GC()
	require.Nil(t, table.Get("a"), "nobody uses it any more")
	require.Same(t, other, table.Put("a", other))
	runtime.KeepAlive(other)
}

// Keys whose values nobody uses are dropped.
func TestTableDropsKeys(t *testing.T) {
	t.Parallel()
	var table Table[int, [64]byte]
	for i := range 50 {
		table.Put(i, new([64]byte))
	}
	keys := func() int {
		table.mu.Lock()
		defer table.mu.Unlock()
		return len(table.values)
	}
	for range 10_000 {
		if runtime.Gosched(); keys() == 0 {
			break
		}
		runtime.GC()
	}
	require.Zero(t, keys())
}
