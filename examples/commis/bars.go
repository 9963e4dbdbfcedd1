package main

import (
	"maps"
	"slices"
	"strings"
)

// bar is a number with its name.
type bar struct {
	name string
	n    int
}

// barWidth is the length of the longest bar.
const barWidth = 40

// bars prints numbers for people, each with a picture.
func (a *call) bars(all []bar) {
	most, longest := 1, 0
	for _, b := range all {
		most, longest = max(most, b.n), max(longest, len([]rune(b.name)))
	}
	for _, b := range all {
		length := b.n * barWidth / most
		if b.n > 0 {
			length = max(length, 1)
		}
		a.say("%s", strings.TrimRight(padded(b.name, longest)+" "+number(b.n)+" "+strings.Repeat("█", length), " "))
	}
}

func padded(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-len([]rune(text))))
}

// sorted returns the numbers of a map by name.
func sorted(m map[string]int) []bar {
	var all []bar
	for _, name := range slices.Sorted(maps.Keys(m)) {
		all = append(all, bar{name, m[name]})
	}
	return all
}
