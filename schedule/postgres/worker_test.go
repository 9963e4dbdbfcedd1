package postgres_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// workerEnv makes the program of the tests a worker, with an order for its value.
const workerEnv = "COMMIS_POSTGRES_WORKER"

// order is what a worker is told.
type order struct {
	URL   string
	Flaw  flaw
	Ahead time.Duration // of its clock
	Seed  uint64
}

// workerMain is the main function of a worker. It works until its standard input ends, or the worker is killed.
func workerMain(text string) int {
	var o order
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		panic(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	fail := func(err error) { fmt.Fprintln(os.Stderr, err) }
	config, err := pgxpool.ParseConfig(o.URL)
	if err != nil {
		fail(err)
		return 1
	}
	config.MaxConns = 10 // Tick has 8 transactions at once, and what is done outside of them needs one, too
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		fail(err)
		return 1
	}
	defer pool.Close()
	d, err := newDesk(pool, o.Flaw, o.Ahead)
	if err != nil {
		fail(err)
		return 1
	}
	d.broke = fail
	d.work(ctx, o.Seed)
	return 0
}

// worker is a process that works.
type worker struct {
	cmd   *exec.Cmd
	alive io.Closer
	said  bytes.Buffer
}

// startWorker runs the program of the tests once more.
func startWorker(o order) (*worker, error) {
	text, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	path, err := program()
	if err != nil {
		return nil, err
	}
	w := &worker{cmd: exec.Command(path)}
	w.cmd.Env = append(os.Environ(), workerEnv+"="+string(text))
	w.cmd.Stdout, w.cmd.Stderr = &w.said, &w.said
	if w.alive, err = w.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	return w, w.cmd.Start()
}

// kill ends the process by SIGKILL, and returns what it said.
func (w *worker) kill() string {
	_ = w.cmd.Process.Kill()
	_ = w.cmd.Wait()
	return w.said.String()
}

// program is the path of the program of the tests. Where that has the race detector in it, it is built without: the
// detector sees one process only, most of whose time would go into its start.
var program = sync.OnceValues(func() (string, error) {
	build, _ := debug.ReadBuildInfo()
	if !slices.Contains(build.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		return os.Args[0], nil
	}
	path := filepath.Join(db.Dir(), "worker")
	if said, err := exec.Command("go", "test", "-c", "-o", path, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the workers: %w\n%s", err, said)
	}
	return path, nil
})
