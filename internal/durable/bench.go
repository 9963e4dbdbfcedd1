package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"

	"github.com/jackc/pgx/v5"

	"github.com/commis-recipes/commis/internal/pgserver"
)

// bench is the server, and all else that the contestants share.
type bench struct {
	server   *pgserver.Server
	admin    *pgx.Conn // nil without a server
	base     *base     // nil when the clone has no such commit
	schemas  int
	warm     int    // how many events a contestant handles before it is measured, so that its statements are prepared
	profiles string // a directory for CPU profiles, or ""
	profiled map[string]bool
}

func newBench(ctx context.Context, warm int, profiles string) (b *bench, err error) {
	b = &bench{warm: warm, profiles: profiles, profiled: map[string]bool{}}
	if b.server, err = pgserver.New(ctx); err != nil {
		return nil, err
	}
	if b.admin, err = pgx.Connect(ctx, b.server.URL("public")); err == nil {
		b.base, err = newBase(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, b.close(ctx))
	}
	return b, nil
}

func (b *bench) close(ctx context.Context) error {
	var errs []error
	if b.base != nil {
		errs = append(errs, b.base.close())
	}
	if b.admin != nil {
		errs = append(errs, b.admin.Close(ctx))
	}
	return errors.Join(append(errs, b.server.Close())...)
}

// schema makes an empty schema and returns its URL.
func (b *bench) schema(ctx context.Context) (url string, err error) {
	b.schemas++
	_, err = b.admin.Exec(ctx, fmt.Sprintf("CREATE SCHEMA durable_%d", b.schemas))
	return b.server.URL(fmt.Sprintf("durable_%d", b.schemas)), err
}

// drop removes the last schema.
func (b *bench) drop(ctx context.Context) error {
	if b.admin == nil {
		return nil
	}
	_, err := b.admin.Exec(ctx, fmt.Sprintf("DROP SCHEMA IF EXISTS durable_%d CASCADE", b.schemas))
	return err
}

// profile writes a CPU profile of the first round of a contestant until the function that it returns is called.
func (b *bench) profile(name string) (stop func() error, err error) {
	if b.profiles == "" || b.profiled[name] {
		return func() error { return nil }, nil
	}
	b.profiled[name] = true
	path := filepath.Join(b.profiles, name+".pprof")
	if b.base != nil && b.base.is(name) {
		return b.base.profile(path)
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return f.Close()
	}, nil
}
