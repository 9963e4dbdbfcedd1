// Command streams is a host whose events come by NATS JetStream, to any number of processes on any number of machines, and
// whose store is one PostgreSQL.
//
// "streams setup" makes the tables and the streams; "streams work 0 1 2" handles the events of some partitions, and carries
// out what is due. The servers are those of DATABASE_URL and NATS_URL.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

var errUsage = errors.New("write: streams setup, or: streams work PARTITION ...")

func run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errUsage
	}
	h, err := newHost(ctx, os.Getenv("DATABASE_URL"), os.Getenv("NATS_URL"))
	if err != nil {
		return err
	}
	defer h.close()
	switch command, args := args[0], args[1:]; command {
	case "setup":
		return h.setup(ctx)
	case "work":
		var partitions []int
		for _, arg := range args {
			p, err := strconv.Atoi(arg)
			if err != nil || p < 0 || p >= partitionCount {
				return fmt.Errorf("partition %q: write a number from 0 to %d", arg, partitionCount-1)
			}
			partitions = append(partitions, p)
		}
		return h.work(ctx, partitions)
	}
	return errUsage
}

// connect connects to the servers.
func connect(ctx context.Context, database, queue string) (*pgxpool.Pool, *nats.Conn, jetstream.JetStream, error) {
	db, err := pgxpool.New(ctx, database)
	if err != nil {
		return nil, nil, nil, err
	}
	nc, err := nats.Connect(queue, nats.MaxReconnects(-1))
	if err != nil {
		db.Close()
		return nil, nil, nil, err
	}
	js, err := jetstream.New(nc)
	if err != nil {
		db.Close()
		nc.Close()
	}
	return db, nc, js, err
}
