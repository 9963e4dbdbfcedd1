// Helpdesk is a small helpdesk with automation recipes: an HTTP API, a database in one file, and a file of recipes that is
// loaded again when it changes.
//
//	go run . [-addr HOST:PORT] [-db FILE] [-recipes FILE]
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

	"github.com/commis-recipes/commis/examples/helpdesk/desk"
	"github.com/commis-recipes/commis/examples/helpdesk/web"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "where to listen; there is no login, so keep it to this machine")
	db := flag.String("db", "helpdesk.db", "the file of the database")
	recipes := flag.String("recipes", "recipes.json", "the file of the recipes")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	logger := slog.New(slog.NewTextHandler(os.Stderr, nil))
	listener, err := net.Listen("tcp", *addr)
	if err == nil {
		err = serve(ctx, listener, desk.Config{Database: *db, Recipes: *recipes, Logger: logger})
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
	api := &web.API{Desk: d, Logger: c.Logger}
	server := &http.Server{Handler: api.Handler(), ReadTimeout: 30 * time.Second, IdleTimeout: time.Minute}
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
