package scheduletest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// lanes fills lanes with odd names, row by row in turn, and takes some of them.
func lanes(ctx context.Context, s schedule.Store) error {
	lane := append([]string{""}, oddNames...)
	const each = 2
	var keys []string // by due
	for n := range each {
		for i, name := range lane {
			j := job(fmt.Sprintf("row-%d-%d", n, i), time.Duration(n*len(lane)+i)*time.Second)
			j.Lane, j.Subject = name, fmt.Sprintf("case/%d", i)
			if _, err := putOne(ctx, s, j); err != nil {
				return err
			}
			keys = append(keys, j.Key)
		}
	}
	// without returns the keys of the other lanes.
	without := func(full ...string) (rest []string) {
		for i, key := range keys {
			if !slices.Contains(full, lane[i%len(lane)]) {
				rest = append(rest, key)
			}
		}
		return rest
	}
	many := []string{"never"}
	for i := range 1200 {
		many = append(many, fmt.Sprintf("never-%d", i))
	}
	for _, full := range [][]string{nil, {""}, {"a"}, {"a ", ""}, {"ab", "a/b", "ab"}, lane[3:], lane, many} {
		rest := without(full...)
		for _, most := range []int{noLimit, 3} {
			jobs, err := take(ctx, s, time.Hour, 0, most, full...)
			if err != nil {
				return err
			}
			if got, want := names(jobs), rest[:min(most, len(rest))]; !slices.Equal(got, want) {
				return fmt.Errorf("taking at most %d where the lanes %s are full: got %s, want %s", most, list(full), list(got), list(want))
			}
		}
	}
	return laneOfRow(ctx, s)
}

// laneOfRow follows the lane of one row.
func laneOfRow(ctx context.Context, s schedule.Store) error {
	const h = time.Hour
	wants := func(at time.Duration, full string, n int) error {
		jobs, err := s.Take(ctx, start.Add(at), "lanes", time.Minute, noLimit, full)
		if err == nil && len(jobs) != n {
			err = fmt.Errorf("taking at start+%v where the lane %q is full: got %d rows, want %d", at, full, len(jobs), n)
		}
		return err
	}
	j := job("moves", 0)
	j.Kind, j.Lane = "lanes", "slow"
	if _, err := putOne(ctx, s, j); err != nil {
		return err
	}
	if err := wants(0, "slow", 0); err != nil {
		return err
	}
	if err := wants(0, "fast", 1); err != nil {
		return err
	}
	// A lease and a retry do not change it.
	if err := wants(h, "slow", 0); err != nil {
		return err
	}
	claim, err := get(ctx, s, j)
	if err != nil {
		return err
	}
	if err := settle(ctx, s, claim, start.Add(2*h)); err != nil {
		return err
	}
	if err := wants(2*h, "slow", 0); err != nil {
		return err
	}
	// A Put changes it.
	j.Lane = "fast"
	if _, err := putOne(ctx, s, j); err != nil {
		return err
	}
	if err := wants(3*h, "fast", 0); err != nil {
		return err
	}
	return wants(3*h, "slow", 1)
}
