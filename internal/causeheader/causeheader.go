// Package causeheader writes and reads the header that carries which recipes led to a request: webhooks send it, receivers
// read it.
package causeheader

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/commis-recipes/commis/trigger"
)

// Name is the name of the header. It carries the recipes that led to a message, so that a message that it leads to in turn can
// carry them back and a loop through the outside ends. Its value has the first cause and each recipe with its item, in order:
//
//	e1 escalate@case/5 notify@mention/77@case%2F5
//
// The thread follows when it differs from the item.
// Names are escaped as in a query (RFC 3986), so the value is ASCII without control characters.
const Name = "Commis-Cause"

// maxChain is the length of the longest chain, in bytes. In a longer one, names of more than longName bytes are
// replaced by hashes.
const (
	maxChain = 4 << 10
	longName = 64
)

var errChain = errors.New("not a chain of causes")

// Write returns the value of the header, "" for a first cause. Of more than [trigger.MaxDepth] recipes it keeps the
// last: a chain of that many ends anyway. So does one with hashes, since its depth stays.
func Write(c trigger.Cause) string {
	if c.Root == "" {
		return ""
	}
	if over := len(c.Via) - trigger.MaxDepth; over > 0 {
		c.Via = c.Via[over:]
	}
	if s := joinChain(c, url.QueryEscape); len(s) <= maxChain {
		return s
	}
	return joinChain(c, func(name string) string {
		if s := url.QueryEscape(name); len(s) <= longName {
			return s
		}
		sum := sha256.Sum256([]byte(name))
		return hex.EncodeToString(sum[:])
	})
}

func joinChain(c trigger.Cause, escape func(string) string) string {
	var b strings.Builder
	b.WriteString(escape(c.Root))
	for _, f := range c.Via {
		b.WriteString(" " + escape(f.Recipe) + "@" + escape(f.Item.Kind) + "/" + escape(f.Item.ID))
		if f.Thread != "" {
			b.WriteString("@" + escape(f.Thread))
		}
	}
	return b.String()
}

// Read parses exactly the form that Write writes, with names that are legal in an event.
func Read(s string) (trigger.Cause, error) {
	if s == "" {
		return trigger.Cause{}, nil
	}
	parts := strings.Split(s[:min(len(s), maxChain)], " ")
	if len(s) > maxChain || len(parts) > 1+trigger.MaxDepth {
		return trigger.Cause{}, errChain
	}
	root, ok := readName(parts[0])
	if !ok || root == "" {
		return trigger.Cause{}, errChain
	}
	c := trigger.Cause{Root: root}
	for _, part := range parts[1:] {
		recipe, item, found := strings.Cut(part, "@")
		item, thread, threaded := strings.Cut(item, "@")
		kind, id, split := strings.Cut(item, "/")
		if !found || !split || threaded && thread == "" {
			return trigger.Cause{}, errChain
		}
		var f trigger.Run
		for _, n := range []struct {
			to   *string
			text string
		}{{&f.Recipe, recipe}, {&f.Item.Kind, kind}, {&f.Item.ID, id}, {&f.Thread, thread}} {
			if *n.to, ok = readName(n.text); !ok {
				return trigger.Cause{}, errChain
			}
		}
		c.Via = append(c.Via, f)
	}
	return c, nil
}

// readName parses one escaped name. Only the canonical escaping is accepted.
func readName(text string) (string, bool) {
	name, err := url.QueryUnescape(text)
	if err != nil || len(name) > trigger.MaxID || url.QueryEscape(name) != text ||
		!utf8.ValidString(name) || strings.ContainsRune(name, 0) {
		return "", false
	}
	return name, true
}
