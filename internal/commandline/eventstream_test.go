package commandline_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/internal/commandline"
	"github.com/commis-recipes/commis/trigger"
)

// fileOf is a file that says when it was closed.
type fileOf struct {
	io.Reader
	closed chan struct{}
}

func (f fileOf) Close() error { close(f.closed); return nil }

func lines(n int, line func(i int) string) fileOf {
	var text strings.Builder
	for i := range n {
		text.WriteString(line(i) + "\n")
	}
	return fileOf{strings.NewReader(text.String()), make(chan struct{})}
}

func anEvent(i int) string {
	return fmt.Sprintf(`{"id":"e%d","kind":"case_updated","at":"2026-01-05T10:00:00Z","changes":{"case.title":{"from":"x"}},"case":{"id":"5"}}`, i)
}

func readEvent(text []byte) (trigger.Event, []commandline.Fault) {
	return commandline.ReadEvent(text, trigger.World{})
}

// Events come in their order and every byte is counted; a fault names its line, whichever batch it is in.
func TestBatches(t *testing.T) {
	t.Parallel()
	const n = 1000
	f := lines(n, func(i int) string {
		switch i {
		case 300:
			return ""
		case 700:
			return `{"id":`
		}
		return anEvent(i)
	})
	var ids, want []string
	var faults []commandline.Fault
	size, read := f.Reader.(*strings.Reader).Len(), 0
	for b := range commandline.Batches("day.jsonl", f, readEvent) {
		for _, ev := range b.Events {
			ids = append(ids, ev.ID)
		}
		faults = append(faults, b.Faults...)
		read += b.Bytes
	}
	for i := range n {
		switch i {
		case 300:
		case 700:
			want = append(want, "")
		default:
			want = append(want, fmt.Sprint("e", i))
		}
	}
	require.Equal(t, want, ids)
	require.Equal(t, size, read)
	require.Len(t, faults, 1)
	require.Equal(t, 701, faults[0].Line)
	require.Equal(t, "day.jsonl", faults[0].File)
	<-f.closed
}

// Who stops in the middle ends the reading too, and the file is closed.
func TestBatchesStop(t *testing.T) {
	t.Parallel()
	f := lines(10_000, anEvent)
	for b := range commandline.Batches("day.jsonl", f, readEvent) {
		require.NotEmpty(t, b.Events)
		break
	}
	<-f.closed
	require.Positive(t, f.Reader.(*strings.Reader).Len(), "the rest was not read")
}

// endless is a text of one character.
type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}

// A line may be long, but not longer than memory bears; what follows it is read.
func TestLongLine(t *testing.T) {
	t.Parallel()
	const most = 64 << 20
	read := func(length int64) (lines []int, faults []commandline.Fault) {
		text := io.MultiReader(io.LimitReader(endless{}, length), strings.NewReader("\nab"))
		take := func(text []byte) (trigger.Event, []commandline.Fault) {
			lines = append(lines, len(text))
			return trigger.Event{}, nil
		}
		for b := range commandline.Batches("day.jsonl", io.NopCloser(text), take) {
			faults = append(faults, b.Faults...)
		}
		return lines, faults
	}
	lines, faults := read(most - 1)
	require.Empty(t, faults)
	require.Equal(t, []int{most - 1, 2}, lines)
	lines, faults = read(most)
	require.Equal(t, []commandline.Fault{{File: "day.jsonl", Line: 1, Msg: "the line has more than 67108864 bytes"}}, faults)
	require.Equal(t, []int{2}, lines)
}
