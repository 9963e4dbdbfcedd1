// Package inbound receives messages of other systems, and makes events of them.
//
//	http.Handle("/events", inbound.Receiver{
//		Authorize: inbound.Credentials("Bearer s3cret"),
//		Handle:    func(ctx context.Context, ev trigger.Event) error { _, err := engine.Handle(ctx, ev); return err },
//	})
//
// [Receiver] takes events and documents that are sent as JSON, [Salesforce] the outbound messages of Salesforce. Each becomes
// a [trigger.Event] that the host's Handle applies; the sender is told of success only after that, so what is in doubt comes
// again, with the same ID. A request that a webhook led to carries the chain of recipes in its header Commis-Cause, which
// becomes the event's cause, so that a loop through other systems ends. The zero values refuse everybody. A host with a server
// of its own uses [ParseOutbound].
//
// Messages that are signed by Standard Webhooks 1.0.0 are checked by Verify of package webhook, which sends such messages. It is
// not imported here: a host that only receives does not need it. Do not read a body before it is verified, and do not verify one
// that was read and written again.
package inbound
