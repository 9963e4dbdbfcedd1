package main

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// baseCommit is the build that the figures are compared with: the last one before the stores grouped transactions.
const baseCommit = "c34f7a2d7ce4d6f735173e1bc3777e7fcb4564c1"

//go:embed workload/*.go testdata/base/main.go
var sources embed.FS

// base is a worker of the base, a process of its own.
type base struct {
	dir    string
	cmd    *exec.Cmd
	orders io.WriteCloser
	json   *json.Decoder
	said   bytes.Buffer
	mu     sync.Mutex
	last   answer
}

// order is a line that the worker reads, and answer one that it writes; testdata/base/main.go has the same.
type order struct {
	Do, URL, File                        string
	Events, Names, Workers, From, To, At int
}

type answer struct {
	Error            string
	CPU              time.Duration
	Statements       int64
	Fresh, Unchanged int64
}

// newBase builds the base and starts it. It returns nil where the clone does not have the commit.
func newBase(ctx context.Context) (w *base, err error) {
	if exec.CommandContext(ctx, "git", "cat-file", "-e", baseCommit+"^{tree}").Run() != nil {
		return nil, nil
	}
	w = &base{}
	if w.dir, err = os.MkdirTemp("", "commis-base-"); err != nil {
		return nil, err
	}
	if err := w.start(ctx); err != nil {
		return nil, errors.Join(err, os.RemoveAll(w.dir))
	}
	return w, nil
}

func (w *base) start(ctx context.Context) (err error) {
	if err := w.build(ctx); err != nil {
		return err
	}
	w.cmd = exec.Command(filepath.Join(w.dir, "worker"))
	w.cmd.Stderr = &w.said
	if w.orders, err = w.cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	w.json = json.NewDecoder(out)
	return w.cmd.Start()
}

// build unpacks the commit, adds the workload and the worker to its module with a PostgreSQL store, and builds that.
func (w *base) build(ctx context.Context) error {
	top, err := output(exec.CommandContext(ctx, "git", "rev-parse", "--show-toplevel"))
	if err != nil {
		return err
	}
	archive := filepath.Join(w.dir, "base.tar")
	if _, err := output(exec.CommandContext(ctx, "git", "-C", strings.TrimSpace(top), "archive", "-o", archive, baseCommit)); err != nil {
		return err
	}
	if _, err := output(exec.CommandContext(ctx, "tar", "-x", "-f", archive, "-C", w.dir)); err != nil {
		return err
	}
	module := filepath.Join(w.dir, "examples", "postgres")
	err = fs.WalkDir(sources, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := sources.ReadFile(name)
		if err != nil {
			return err
		}
		to := filepath.Join(module, path.Base(path.Dir(name)), path.Base(name))
		return errors.Join(os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, text, 0o644))
	})
	if err != nil {
		return err
	}
	build := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(w.dir, "worker"), "./base")
	build.Dir = module
	_, err = output(build)
	return err
}

// output runs a program. Its error has the text of the program's standard error.
func output(cmd *exec.Cmd) (string, error) {
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, &said)
	}
	return string(out), nil
}

// do gives the worker an order and waits for the answer.
func (w *base) do(o order) (answer, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := json.NewEncoder(w.orders).Encode(o); err != nil {
		return answer{}, err
	}
	var a answer
	if err := w.json.Decode(&a); err != nil {
		return answer{}, fmt.Errorf("the worker of the base: %w\n%s", err, &w.said)
	}
	w.last = a
	if a.Error != "" {
		return a, fmt.Errorf("the worker of the base: %s: %s", o.Do, a.Error)
	}
	return a, nil
}

func (w *base) obey(o order) error {
	_, err := w.do(o)
	return err
}

func (w *base) close() error {
	return errors.Join(w.orders.Close(), w.cmd.Wait(), os.RemoveAll(w.dir))
}

// is reports whether a contestant runs in the worker.
func (w *base) is(name string) bool { return strings.HasPrefix(name, "base") }

func (w *base) profile(path string) (stop func() error, err error) {
	if path, err = filepath.Abs(path); err != nil {
		return nil, err
	}
	return func() error { return w.obey(order{Do: "profiled"}) }, w.obey(order{Do: "profile", File: path})
}

// before is the base on PostgreSQL.
func before(h how) contestant {
	return contestant{"base", func(ctx context.Context, b *bench, events int) (*session, error) {
		url, err := b.schema(ctx)
		if err != nil {
			return nil, err
		}
		s := b.base.session(h)
		s.check = func(ctx context.Context, events int) error {
			return errors.Join(b.base.obey(order{Do: "check", Events: events}), b.checkLast(ctx, events))
		}
		return s, b.base.obey(order{Do: "open", URL: url, Events: events, Names: h.names, Workers: h.workers})
	}}
}

// checkLast is checkRows for the last schema.
func (b *bench) checkLast(ctx context.Context, events int) error {
	if _, err := b.admin.Exec(ctx, fmt.Sprintf("SET search_path = durable_%d", b.schemas)); err != nil {
		return err
	}
	return checkRows(ctx, b.admin, events)
}

// beforeInMemory is the base with the store in memory.
func beforeInMemory() contestant {
	return contestant{"base-memory", func(ctx context.Context, b *bench, events int) (*session, error) {
		s := b.base.session(how{})
		s.noDatabase = true
		s.handle = func(_ context.Context, from, to int) error { return b.base.obey(order{Do: "step", From: from, To: to}) }
		return s, b.base.obey(order{Do: "open", Events: events, Names: 3})
	}}
}

// session passes everything to the worker.
func (w *base) session(h how) *session {
	handle := order{Do: "each", At: h.flying}
	if h.together > 0 {
		handle = order{Do: "some", At: h.together}
	}
	return &session{
		handle: func(_ context.Context, from, to int) error {
			handle.From, handle.To = from, to
			return w.obey(handle)
		},
		fire:  func(context.Context) error { return w.obey(order{Do: "fire"}) },
		check: func(_ context.Context, events int) error { return w.obey(order{Do: "check", Events: events}) },
		close: func() error { return w.obey(order{Do: "close"}) },
		used:  func() (time.Duration, int64) { return w.last.CPU, w.last.Statements },
	}
}
