// Package webhook sends messages about events to other systems, one HTTP request for each action of the kind "webhook".
//
//	var handlers action.Handlers
//	action.Handle(&handlers, new(webhook.Sender))
//
// # Contents of a message
//
// [Config] is what an administrator edits, with its rules. A webhook of new items sends its variables in their order,
// as a JSON object, a form or the query of a GET, or a body whose {{ expr }} are filled in. One of a case update sends the
// whole item unless it has variables or a body. A variable is the path of a field ([Variable]): every field of
// [trigger.Mention] and [trigger.Case], the contents of a record, and some fields of the recipe and the event. The body has
// the same bytes in every try: UTF-8, only the escapes that JSON requires, no line feed at the end.
//
// Each request carries the id of the message (Webhook-Id), the same in every try, by which a receiver drops repeats; the time of the try (Webhook-Timestamp); the event's id, kind and instant (Commis-Event-Id, -Kind and -At), by
// which a receiver restores the order; and the recipes that led to it (Commis-Cause), which a receiver passes on in events of
// its own, so that a loop through other systems ends. When the config names a secret,
// the request is signed by Standard Webhooks 1.0.0: [Sign] makes the signature and [Verify] checks it. [SignBody] and
// [VerifyBody] are the scheme of Qualtrics Social Connect.
//
// # Addresses
//
// Administrators write addresses, and receivers answer as they like, so [Sender] trusts neither. It refuses addresses
// that two readers may read differently. It checks the IP address of each connection after resolving the name, and connects only
// to public addresses on ports 80 and 443; a host may allow more. It follows no redirect, uses no proxy, and a receiver
// costs it at most its deadline and 64 KiB of an answer, compressed or not.
//
// # Results
//
// A [Class] is the kind of result of a delivery. A [DeliveryError] reports it to the engine, without a path, a query, a
// header or a body. A failure that may pass is retried by the engine for about three days, and not before the time that the
// receiver asks for. An endpoint that answers 410, or at which all tries of five days failed, is disabled until the host
// enables it ([Sender.Enable]).
//
// [Caller] is the handler of the kind "web_service", by the same rules; later actions can read the answer.
//
// # Receiving our webhooks
//
// In Go, [Verify] checks a message that is signed by Standard Webhooks 1.0.0, with a secret or with an Ed25519 key. In any other
// language a receiver does as this function does. The secret is "whsec_" and the base64 of the key that both sides share. The
// body must be as it arrived, before anything reads it:
//
//	func verify(secret []byte, h http.Header, body []byte, now time.Time) bool {
//		sent, err := strconv.ParseInt(h.Get("webhook-timestamp"), 10, 64)
//		if err != nil || now.Sub(time.Unix(sent, 0)).Abs() > 5*time.Minute {
//			return false
//		}
//		mac := hmac.New(sha256.New, secret)
//		fmt.Fprintf(mac, "%s.%d.%s", h.Get("webhook-id"), sent, body)
//		right := base64.StdEncoding.EncodeToString(mac.Sum(nil))
//		// "v1,BASE64" for each secret while it is replaced, joined by spaces; a proxy may have put several lines into one.
//		given := strings.FieldsFunc(strings.Join(h.Values("webhook-signature"), " "), func(r rune) bool { return r == ' ' || r == ',' })
//		for i := 1; i < len(given); i++ {
//			if given[i-1] == "v1" && hmac.Equal([]byte(given[i]), []byte(right)) {
//				return true
//			}
//		}
//		return false
//	}
//
// The same Webhook-Id is the same message, which may come twice: drop one that you have seen. One that was retried may come
// after a later one: Commis-Event-At says when it happened. Answer with 2xx within 20 seconds; 410 says that you want no more
// at this address. What answers 408, 425, 429, 5xx or nothing is retried for about three days, and not before the time in
// Retry-After, up to 24 hours. When you send an event back because of a message, return its Commis-Cause header, and no loop
// can run. The program examples/flows shows both directions.
//
// # What comes in
//
// Package inbound, below this one, receives what other systems send. [Verify] and [VerifyBody] are for any receiver.
//
// # Caveats
//
// Do not send a Config's description anywhere. Do not put its address or its authorization into a log: with many services
// the address is a secret in itself. Do not register a Sender with [action.HandleLocal]. A receiver must not read a body
// before it has verified it, nor verify one that was read and written again.
package webhook
