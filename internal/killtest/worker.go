package killtest

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
)

// workerEnv makes the program of the tests a worker, with an order for its value.
const workerEnv = "COMMIS_KILLTEST_WORKER"

// order is the order of a worker.
type order struct {
	URL   string
	Flaw  Flaw
	Ahead time.Duration // of its clock
	Seed  uint64
	Hands int
}

// Main is the main function of a program of tests, which is also the program of its workers: a worker opens the database
// and works until its standard input ends, or it is killed. Otherwise run runs the tests. It returns the exit code.
func Main(open Open, run func() int) int {
	text := os.Getenv(workerEnv)
	if text == "" {
		defer func() { _ = os.RemoveAll(programs.dir) }()
		return run()
	}
	var o order
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		panic(err)
	}
	if err := o.work(open); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func (o order) work(open Open) error {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	db, err := open(ctx, o.URL)
	if err != nil {
		return err
	}
	d, err := NewDesk(db, o.Flaw, o.Ahead)
	if err != nil {
		return err
	}
	d.Failed = func(err error) { fmt.Fprintln(os.Stderr, err) }
	d.Work(ctx, o.Seed, o.Hands)
	return db.Close()
}

// worker is a process that works.
type worker struct {
	cmd  *exec.Cmd
	said bytes.Buffer
}

// startWorker runs the program of the tests once more. It lives no longer than this process: then its standard input ends.
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
	if _, err = w.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	return w, w.cmd.Start()
}

// kill ends the process by SIGKILL, and returns its output.
func (w *worker) kill() string {
	_ = w.cmd.Process.Kill()
	_ = w.cmd.Wait()
	return w.said.String()
}

// programs is where the program of the workers was built, if it was.
var programs struct{ dir string }

// program returns the path of the program of the tests. Where that has the race detector in it, it is built without: the
// detector sees one process only, most of whose time would go into its start.
var program = sync.OnceValues(func() (path string, err error) {
	build, _ := debug.ReadBuildInfo()
	if !slices.Contains(build.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		return os.Args[0], nil
	}
	if programs.dir, err = os.MkdirTemp("", "commis-killtest-"); err != nil {
		return "", err
	}
	path = filepath.Join(programs.dir, "worker")
	if said, err := exec.Command("go", "test", "-c", "-o", path, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the workers: %w\n%s", err, said)
	}
	return path, nil
})
