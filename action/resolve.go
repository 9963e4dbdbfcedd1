package action

import "github.com/commis-recipes/commis/trigger"

// Resolve marks the event's item as resolved: a mention becomes done, a case gets the first of the host's statuses of
// class resolved ([trigger.World.FirstOfClass]). The mentions of a case are left to the host.
//
//	{"do":"resolve"}
//
// With [SocialConnect] it is for recipes for new items only; case update recipes use [SetStatus].
//
// Source: Qualtrics Social Connect, "Automation recipes and webhooks", mark as resolved.
type Resolve struct{}

// Kind returns "resolve".
func (Resolve) Kind() string { return "resolve" }

// Target returns the mention or the case that the event is about.
func (Resolve) Target(ev trigger.Event) (trigger.Ref, error) { return OnItem.ref(ev) }
