package sample

import (
	"errors"
	"time"

	"github.com/commis-recipes/commis/action"
)

// The receivers of webhooks refuse everything for a while on the sample's day, so that there are dead letters to retry.
var (
	refusing = time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)
	again    = time.Date(2026, time.January, 5, 10, 0, 0, 0, time.UTC)
)

var errRefused = errors.New("the receiver answered 404: this hook was removed")

// receiver receives a webhook: it is counted as received, and sent nowhere.
func (h *Helpdesk) receiver(action.Input) error {
	if now := h.clock.now(); !now.Before(refusing) && now.Before(again) {
		return action.Permanent(errRefused)
	}
	return nil
}
