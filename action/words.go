package action

import (
	"encoding/json"

	"github.com/commis-recipes/commis/trigger"
)

// CheckWords returns a fault for each word of the config, such as a status, that the host does not have, or nil: a
// [trigger.FieldError] that wraps a [trigger.WordError], with a path relative to the config. Texts are final.
func CheckWords(c Config, w trigger.World) error {
	if worded, ok := c.(worded); ok {
		return worded.checkWords(w)
	}
	return nil
}

// CheckTemplateWords is [CheckWords] for a config as an administrator writes it, with its document. Texts with an {{ expr }}
// are left out; CheckWords checks their values before the action runs.
func CheckTemplateWords(c Config, w trigger.World, with json.RawMessage) error {
	return known(CheckWords(c, w), with)
}

// worded is a config with words of closed lists.
type worded interface {
	checkWords(w trigger.World) error
}

// checkMember checks the word of a member that is given.
func checkMember(path, word string, check func(word string) error) error {
	if word == "" {
		return nil
	}
	if err := check(word); err != nil {
		return &trigger.FieldError{Path: path, Msg: err.Error(), Err: err}
	}
	return nil
}
