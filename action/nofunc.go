package action

import "fmt"

// noFunc returns the error of an adapter that lacks the host's function for a config.
func noFunc(what string) error {
	return Permanent(fmt.Errorf("the host has no function for %s", what))
}
