package action

import "fmt"

// noFunc returns the failure of an adapter that the host gave no function for what a config asks for.
func noFunc(what string) error {
	return Permanent(fmt.Errorf("the host has no function for %s", what))
}
