package filter

// contentPath is the field that the host may say is HTML.
const contentPath = "mention.content"

// shownText is what a reader sees of a message in HTML.
type shownText struct {
	text string
	made bool
	paid int // the round of the meter in which it was last taken
}

// isHTML reports whether the host says that the content is HTML.
func (v *View) isHTML() bool { return v.event.Mention != nil && v.event.Mention.HTML }

// shown returns a text as a search sees it. Every evaluation pays for it, also when another one made it.
func (v *View) shown(s *search, text string) string {
	if !s.content || !v.isHTML() {
		return text
	}
	if v.content.paid != v.meter.round {
		v.meter.spend(len(text), markupPrice)
		v.content.paid = v.meter.round
	}
	return v.shownContent(text)
}

func (v *View) shownContent(text string) string {
	if !v.content.made {
		v.content.text, v.content.made = withoutMarkup(text), true
	}
	return v.content.text
}

// searched returns the text of a column, and the path of its folded forms. Patterns look at the content as it is.
func (l *lookup) searched(r *reader) (text, path string) {
	text, path = r.spot.text(&l.view.event), r.spot.path
	switch {
	case path != contentPath || !l.view.isHTML():
	case r.use == letterUse:
		path += " as it is"
	default:
		text = l.view.shownContent(text)
	}
	return text, path
}
