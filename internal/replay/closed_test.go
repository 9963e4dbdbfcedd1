package replay

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/examples/replay/sample"
)

// asReplay is the variable that makes the test's own program the command.
const asReplay = "COMMIS_TEST_AS_REPLAY"

func TestMain(m *testing.M) {
	if os.Getenv(asReplay) != "" {
		os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// cut is an output that fails after some bytes.
type cut struct {
	room, writes int
	err          error
}

func (c *cut) Write(b []byte) (int, error) {
	c.writes++
	if c.room -= len(b); c.room < 0 {
		return 0, c.err
	}
	return len(b), nil
}

// A reader that has seen enough ends the replay, and is told nothing.
func TestClosedPipe(t *testing.T) {
	t.Parallel()
	for _, room := range []int{0, 1000, 20_000} {
		for _, args := range [][]string{{"-json"}, {"-words", "-set", file(t, "set.json", string(sample.Set))}} {
			out := &cut{room: room, err: io.ErrClosedPipe}
			var errs bytes.Buffer
			require.Equal(t, exitOK, run(args, nil, out, &errs))
			require.Empty(t, errs.String())
			require.Less(t, out.writes, 362, "the replay ends with the output")
		}
	}
}

// So it is with a pipe of the system, in a process of its own: no signal ends it, and nothing is said.
func TestClosedSystemPipe(t *testing.T) {
	t.Parallel()
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	require.NoError(t, reader.Close())
	defer writer.Close()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), asReplay+"=1")
	var errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = writer, &errs
	require.NoError(t, cmd.Run(), "the exit code is 0")
	require.Empty(t, errs.String())
}

// An output that cannot be written for another reason is an error, said once.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	for _, room := range []int{0, 1000, 20_000} {
		out := &cut{room: room, err: errors.New("no space left on device")}
		var errs bytes.Buffer
		require.Equal(t, exitFailed, run(nil, nil, out, &errs))
		require.Equal(t, 1, strings.Count(errs.String(), "replay: no space left on device\n"), "%s", &errs)
		require.Less(t, out.writes, 362, "the replay ends with the output")
	}
}
