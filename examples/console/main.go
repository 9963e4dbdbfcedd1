// Console serves the console on this machine, with a day of support and a database in one file.
//
//	npm ci && npm run build
//	go run . [-addr HOST:PORT] [-db FILE] [-set FILE]
//
// There is no login: who reaches the address may do everything. It stops on SIGINT and SIGTERM.
package main

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	_ "time/tzdata" // calendars name time zones, which not every machine has

	"github.com/commis-recipes/commis/examples/console/console"
	"github.com/commis-recipes/commis/examples/console/desk"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8090", "where to listen; there is no login, so keep it to this machine")
	db := flag.String("db", "console.db", "the file of the database")
	set := flag.String("set", "", "a file with the first set of recipes; empty means the sample's")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	logger := slog.New(slog.NewTextHandler(os.Stderr, nil))
	if err := run(ctx, *addr, *db, *set, logger); err != nil {
		logger.Error("console", "error", err)
		os.Exit(1)
	}
}

// run serves the console until ctx ends.
func run(ctx context.Context, addr, db, set string, logger *slog.Logger) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil || !local(host) {
		return errors.New("-addr: name an address of this machine, as 127.0.0.1:8090: there is no login")
	}
	w, err := open(ctx, db, set)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return errors.Join(err, w.close())
	}
	logger.Info("the console is ready", "address", "http://"+listener.Addr().String()+"/")
	return errors.Join(serve(ctx, listener, w, logger), w.close())
}

// serve serves requests, and carries out due actions.
func serve(ctx context.Context, listener net.Listener, w *world, logger *slog.Logger) error {
	everything := console.LoginFunc(func(*http.Request) (desk.User, error) {
		return desk.User{ID: "admin", Name: "Administrator", Edit: true, Operate: true}, nil
	})
	server := &http.Server{
		Handler:           localOnly(&console.Handler{Desk: w.desk, Login: everything, Logger: logger}),
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: time.Minute,
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var running sync.WaitGroup
	running.Go(func() { tick(ctx, w, logger) })
	running.Go(func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = server.Shutdown(grace) // the rest is cut off
	})
	err := server.Serve(listener)
	cancel()
	running.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// localOnly refuses requests for names other than this machine's: there is no login, and a name of a stranger may lead here.
func localOnly(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if u := (&url.URL{Host: r.Host}); !local(u.Hostname()) {
			http.Error(w, "open the console by its address on this machine, as 127.0.0.1", http.StatusMisdirectedRequest)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// local reports whether a host is this machine.
func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// tick carries out due actions, each second.
func tick(ctx context.Context, w *world, logger *slog.Logger) {
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-second.C:
			if err := w.helpdesk.Tick(ctx); err != nil && ctx.Err() == nil {
				logger.Error("what is due could not be carried out", "error", err)
			}
		}
	}
}
