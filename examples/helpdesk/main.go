// Helpdesk is a small helpdesk with automation recipes: an HTTP API, a database in one file, and a file of recipes that is
// loaded again when it changes.
//
//	go run . [-addr HOST:PORT] [-db FILE] [-recipes FILE] [-console]
//
// It stops on SIGINT and SIGTERM: running requests and actions may end, and the next process continues the waits.
package main

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	_ "time/tzdata" // calendars name time zones, which not every machine has

	"github.com/commis-recipes/commis/examples/console/console"
	recipes "github.com/commis-recipes/commis/examples/console/desk"
	"github.com/commis-recipes/commis/examples/helpdesk/desk"
	"github.com/commis-recipes/commis/examples/helpdesk/web"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "where to listen; there is no login, so keep it to this machine")
	db := flag.String("db", "helpdesk.db", "the file of the database")
	file := flag.String("recipes", "recipes.json", "the file of the recipes")
	edit := flag.Bool("console", false, "edit the recipes at /admin/; the file is only the first set")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	logger := slog.New(slog.NewTextHandler(os.Stderr, nil))
	listener, err := net.Listen("tcp", *addr)
	if err == nil {
		err = serve(ctx, listener, desk.Config{Database: *db, Recipes: *file, Console: *edit, Logger: logger})
	}
	if err != nil {
		logger.Error("helpdesk", "error", err)
		os.Exit(1)
	}
}

// serve runs the helpdesk until ctx ends, and then lets running requests and actions end.
func serve(ctx context.Context, listener net.Listener, c desk.Config) error {
	d, err := desk.Open(c)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	handler, err := routes(ctx, d, c)
	if err != nil {
		return errors.Join(err, d.Close(), listener.Close())
	}
	server := &http.Server{Handler: handler, ReadTimeout: 30 * time.Second, IdleTimeout: time.Minute}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var running sync.WaitGroup
	running.Go(func() { d.Run(ctx) })
	running.Go(func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), desk.Grace)
		defer cancel()
		_ = server.Shutdown(grace) // the rest is cut off
	})
	err = server.Serve(listener)
	cancel()
	running.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, d.Close())
}

// routes returns the API, and the console of the recipes.
func routes(ctx context.Context, d *desk.Desk, c desk.Config) (http.Handler, error) {
	mux := http.NewServeMux()
	mux.Handle("/", (&web.API{Desk: d, Logger: c.Logger}).Handler())
	if !c.Console {
		return mux, nil
	}
	everybody := func(*http.Request) (recipes.User, error) { // there is no login here: a host asks its session
		return recipes.User{ID: "admin", Name: "Administrator", Edit: true, Operate: true}, nil
	}
	admin, err := web.Console(ctx, d, c.Recipes, console.LoginFunc(everybody))
	if err != nil {
		return nil, err
	}
	mux.Handle("/admin/", admin)
	return mux, nil
}
