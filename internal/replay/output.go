package replay

import (
	"io"

	"github.com/commis-recipes/commis/internal/commandline"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// output is what tells a replay: [lines] for programs, [words] for people. After an error it writes nothing more.
type output interface {
	event(ev trigger.Event)                // an event from outside, before what it brought about
	decision(d recipe.Decision)            // what became of a recipe, and of its actions
	actions(actions []recipe.ActionReport) // what became of actions of earlier events
	end()                                  // nothing more follows
	pending() bool                         // something was written that was not sent yet
	flush() error                          // send it; returns the first error of the output
}

// storyCase is the case that the sample's story follows, from the first mail to the last.
const storyCase = "c-1067"

// newOutput returns the output that the options ask for: words when they say so, or when they say nothing and w is a
// terminal. In words the sample is the story of one of its cases.
func (o options) newOutput(w io.Writer, set recipe.Set) output {
	if o.json || !o.words && !commandline.Terminal(w) {
		return newLines(w)
	}
	words := newWords(w, set)
	if o.set == "" && o.events == "" {
		words.only = storyCase
	}
	return words
}
