// Package webhook sends messages to other systems about what happened, one HTTP request for an action of the kind
// "webhook".
//
//	var handlers action.Handlers
//	action.Handle(&handlers, new(webhook.Sender))
//
// # What is sent
//
// [Config] is what an administrator edits, with its rules. A webhook of new items sends what was chosen, in the order in
// which it was chosen: variables as a JSON object, a form or the query of a GET, or a body whose {{ expr }} are filled
// in. One of a case update sends the whole item, unless something is chosen. A variable is the path of a field ([Variable]): every field of
// [trigger.Mention] and [trigger.Case], what is in a record, and a little about the recipe and the event. The body is the
// same bytes in every try: UTF-8 as it is, no escapes but those that JSON needs, no line feed at the end.
//
// Each request carries the id of the message (Webhook-Id), the same in every try, by which a receiver drops what it has
// seen; the time of the try (Webhook-Timestamp); the event's id, kind and instant (Commis-Event-Id, -Kind and -At), by
// which a receiver puts in order what overtook one another; and the recipes that led to it (Commis-Cause), which a receiver
// that answers with an event of its own hands back, so that a loop through the outside ends. When the config names a secret,
// the request is signed by Standard Webhooks 1.0.0: [Sign] makes the signature and [Verify] checks it. [SignBody] and
// [VerifyBody] are the scheme of Qualtrics Social Connect.
//
// # Where it is sent
//
// Administrators write addresses, and receivers answer as they like, so [Sender] trusts neither. It refuses addresses
// that two readers may read differently. It judges the address of every connection behind the name service, and reaches
// only what is public, on ports 80 and 443; a host may allow more. It follows no redirect, asks no proxy, and a receiver
// costs it at most its deadline and 64 KiB of an answer, whatever that stands for when it is compressed.
//
// # How it ends
//
// A [Class] says how a delivery ended, and a [DeliveryError] tells it to the engine, without a path, a query, a header or
// a body. What may end otherwise is tried again, on a schedule of about three days that the engine keeps, and not before
// the receiver wants it. An endpoint that says that it is gone, or at which all tries of five days failed, is disabled
// until the host enables it ([Sender.Enable]).
//
// [Caller] is the handler of the kind "web_service" by the same rules, which hands the answer on to later actions.
//
// # What comes in
//
// Package inbound, below this one, receives what other systems send. [Verify] and [VerifyBody] are for any receiver.
//
// # What a caller must not do
//
// Do not send a Config's description anywhere. Do not put its address or its authorization into a log: with many services
// the address is a secret in itself. Do not register a Sender with [action.HandleLocal]. A receiver must not read a body
// before it has verified it, nor verify one that was read and written again.
package webhook
