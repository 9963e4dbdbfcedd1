package trigger

import (
	"slices"

	"github.com/commis-recipes/commis/internal/fault"
)

// OwnKind declares a kind of event that only the host has. Recipes start on it by its name.
type OwnKind struct {
	// Name is the value of [Event.Kind], and of On in a trigger. It must not be a name of the library's.
	Name Kind
	// About is the item that its events are about: [MentionItem], [CaseItem] or [RecordItem]. The event carries it, and
	// may also carry others. Events about a record have no topic.
	About string
	// Message says that an event brings a message, as [MentionCreated] does; it must be about a mention.
	Message bool
}

// AboutMessage is the [Event.About] of an own kind that brings a message.
const AboutMessage = "message"

func (k OwnKind) about() string {
	if k.Message {
		return AboutMessage
	}
	return k.About
}

// ownKind returns the declaration of an own kind.
func (w World) ownKind(name string) (k OwnKind, ok bool) {
	i := slices.IndexFunc(w.Kinds, func(k OwnKind) bool { return string(k.Name) == name })
	if i < 0 {
		return OwnKind{}, false
	}
	return w.Kinds[i], true
}

// Like returns the trigger of the library that resembles one of the host's own: [OnCaseMention] for a kind that brings
// a message, and [OnMentionUpdated], [OnCaseUpdated] or [OnRecord] for a kind about a mention, a case or a record. It
// returns a trigger of the library unchanged, and "" for a kind that is not declared.
func (w World) Like(on string) string {
	k, own := w.ownKind(on)
	switch {
	case !own && slices.Contains(Names(), on):
		return on
	case k.Message:
		return OnCaseMention
	case k.About == MentionItem:
		return OnMentionUpdated
	case k.About == CaseItem:
		return OnCaseUpdated
	case k.About == RecordItem:
		return OnRecord
	}
	return ""
}

// checkKinds checks the declarations of the host's own kinds.
func (c *checker) checkKinds(kinds []OwnKind) {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k.Name)
		path := fault.Index("kinds", i)
		if slices.Contains(Names(), names[i]) || slices.Contains(Kinds(), k.Name) {
			c.faultAt(path, "%q is a kind of the library; give the host's own another name", k.Name)
		}
		switch {
		case !slices.Contains([]string{MentionItem, CaseItem, RecordItem}, k.About):
			c.faultAt(path, "%q is about %q; want mention, case or record", k.Name, k.About)
		case k.Message && k.About != MentionItem:
			c.faultAt(path, "%q brings a message, so it is about a mention and not a %s", k.Name, k.About)
		}
	}
	c.checkWords("kinds", names)
}

// Normal is [Event.Normal] for a host with kinds of its own: it also sets the item that such an event is about.
func (w World) Normal(e Event) Event {
	if k, own := w.ownKind(string(e.Kind)); own {
		e.About = k.about()
	}
	return e.Normal()
}
