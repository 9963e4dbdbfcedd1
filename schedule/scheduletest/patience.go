package scheduletest

import (
	"errors"
	"fmt"
	"time"
)

const (
	// grace is how long the suite waits for something it cannot observe: that a call waits for another one.
	grace = 20 * time.Millisecond
	// patience is how long a call may take that should return at once.
	patience = 10 * time.Second
	// ruleLimit is how long a rule may take with a slow store.
	ruleLimit = 2 * time.Minute
)

var errGone = errors.New("it ended its goroutine")

// promptly runs f, and gives up when it takes too long.
func promptly(limit time.Duration, what string, f func() error) error {
	over := make(chan error, 1)
	go func() {
		err := errGone
		defer func() { over <- err }()
		err = f()
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case err := <-over:
		return err
	case <-timer.C:
		return fmt.Errorf("%s: not over after %v", what, limit)
	}
}

// safely runs f and reports whether it panicked.
func safely(f func() error) (err error, panicked bool) {
	defer func() {
		if p := recover(); p != nil {
			panicked = true
		}
	}()
	return f(), false
}
