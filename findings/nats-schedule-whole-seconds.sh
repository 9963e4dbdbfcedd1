#!/usr/bin/env bash
# github.com/nats-io/nats.go v1.55.0: jetstream.WithScheduleAt cuts the instant to the second.
#
# A message that is scheduled for 00:00:00.9 is delivered at 00:00:00, nine tenths of a second before its instant: the option
# writes the header Nats-Schedule with the layout of whole seconds. A receiver that compares the instant with its clock finds
# that nothing is due yet. The server itself takes and keeps fractions: a header that the program sets with the layout
# time.RFC3339Nano is delivered at its instant.
#
# Seen with Go 1.26 and nats-server v2.15.2 (in the program, on loopback):
#
#   by the option: @at 2100-01-01T00:00:00Z
#   by the header: @at 2100-01-01T00:00:00.9Z
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func main() {
	s := must(server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: os.Args[1], NoLog: true, NoSigs: true,
	}))
	s.Start()
	defer s.Shutdown()
	if !s.ReadyForConnections(time.Minute) {
		panic("the server does not start")
	}
	ctx := context.Background()
	nc := must(nats.Connect(s.ClientURL()))
	defer nc.Close()
	js := must(jetstream.New(nc))
	stream := must(js.CreateStream(ctx, jetstream.StreamConfig{
		Name: "S", Subjects: []string{"at.*", "due"}, AllowMsgSchedules: true,
	}))
	at := time.Date(2100, 1, 1, 0, 0, 0, 900_000_000, time.UTC)

	must(js.Publish(ctx, "at.1", nil, jetstream.WithScheduleAt(at), jetstream.WithScheduleTarget("due")))
	m := nats.NewMsg("at.2")
	m.Header.Set(jetstream.ScheduleHeader, "@at "+at.Format(time.RFC3339Nano))
	m.Header.Set(jetstream.ScheduleTargetHeader, "due")
	must(js.PublishMsg(ctx, m))

	fmt.Println("by the option:", must(stream.GetMsg(ctx, 1)).Header.Get(jetstream.ScheduleHeader))
	fmt.Println("by the header:", must(stream.GetMsg(ctx, 2)).Header.Get(jetstream.ScheduleHeader))
}
GO
go mod init example.com/finding >/dev/null 2>&1
go get github.com/nats-io/nats.go@v1.55.0 github.com/nats-io/nats-server/v2@v2.15.2 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1
said=$(go run . "$dir/data")
echo "$said"
[ "$said" = "by the option: @at 2100-01-01T00:00:00Z
by the header: @at 2100-01-01T00:00:00.9Z" ] || { echo "changed"; exit 1; }
