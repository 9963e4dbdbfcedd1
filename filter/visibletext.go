package filter

// contentPath is the field that may be HTML, if the host says so.
const contentPath = "mention.content"

// visibleText is the text that a reader sees of a message in HTML.
type visibleText struct {
	text      string
	built     bool
	paidRound int // the meter's round in which it was last paid for
}

// isHTML reports whether the host says that the content is HTML.
func (v *View) isHTML() bool { return v.event.Mention != nil && v.event.Mention.HTML }

// visibleFor returns a text as a search sees it. Every evaluation pays for it, even if another one built it.
func (v *View) visibleFor(s *search, text string) string {
	if !s.content || !v.isHTML() {
		return text
	}
	if v.content.paidRound != v.meter.round {
		v.meter.spend(len(text), markupPrice)
		v.content.paidRound = v.meter.round
	}
	return v.visibleContent(text)
}

func (v *View) visibleContent(text string) string {
	if !v.content.built {
		v.content.text, v.content.built = withoutMarkup(text), true
	}
	return v.content.text
}

// columnText returns the text of a column, and the path under which its folded forms are kept. Patterns and comparisons
// letter for letter read the content with its HTML.
func (l *lookup) columnText(r *reader) (text, path string) {
	text, path = r.location.text(&l.view.event), r.location.path
	switch {
	case path != contentPath || !l.view.isHTML() || r.use > wholeUse:
	case r.use == patternTextUse:
		path += " as it is"
	default:
		text = l.view.visibleContent(text)
	}
	return text, path
}
