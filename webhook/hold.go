package webhook

import (
	"context"
	"crypto/tls"
	"net/http/httptrace"
)

// hold returns a context under which each connection is closed as soon as the context ends, and a func that leaves the
// last one to net/http instead, which closes it in good order.
//
// net/http does not close every one with its context: another protocol's belongs to whoever asked for it, and a
// connection with TLS is closed only after a last record was sent, for which it waits up to five seconds.
func hold(ctx context.Context) (held context.Context, release func()) {
	stop := func() bool { return true }
	held = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(got httptrace.GotConnInfo) {
		conn := got.Conn
		if secure, ok := conn.(*tls.Conn); ok {
			conn = secure.NetConn()
		}
		stop = context.AfterFunc(ctx, func() { _ = conn.Close() })
	}})
	return held, func() { stop() }
}
