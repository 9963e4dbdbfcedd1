package webhook

import (
	"context"
	"crypto/tls"
	"net/http/httptrace"
)

// hold returns a context under which each connection is closed as soon as the context ends, and a func that leaves closing
// the last one to net/http instead.
//
// net/http does not close every connection with its context: it leaves one of another protocol open for its caller, and
// closes one with TLS only after sending a last record, for which it waits up to five seconds.
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
