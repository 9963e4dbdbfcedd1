package schedule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/internal/fault"
)

// dayNames are the days of the week, Monday first.
var dayNames = []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

// slots reads times and days.
func (r *calendarReader) slots(times, days []string) *Slots {
	s := &Slots{times: make([]int64, 0, len(times))}
	if len(times) == 0 {
		r.fault("times", "missing, want at least one time of day such as 09:00")
	}
	for i, text := range times {
		second, problem := readTime(text)
		if problem != "" {
			r.fault(fault.Index("times", i), "%s", problem)
		}
		s.times = append(s.times, second)
	}
	slices.Sort(s.times)
	s.times = slices.Compact(s.times)
	if days == nil {
		s.days = [7]bool{true, true, true, true, true, true, true}
	} else if len(days) == 0 {
		r.fault("days", "empty, leave it out for every day")
	}
	for i, name := range days {
		switch n := slices.Index(dayNames, name); {
		case n < 0:
			r.fault(fault.Index("days", i), "%.40q is not a day of the week%s", name, dayHint(name))
		case s.days[n]:
			r.fault(fault.Index("days", i), "%q is given already", name)
		default:
			s.days[n] = true
		}
	}
	return s
}

// readTime parses "HH:MM", before 24:00, as seconds since midnight, or returns a fault that says what to write.
func readTime(text string) (second int64, fault string) {
	if len(text) == len("HH:MM") {
		if second, ok := parseClock(text); ok && second < secondsPerDay {
			return second, ""
		}
	}
	fault = fmt.Sprintf("%.40q is not a time of day", text)
	if text == "24:00" {
		return 0, fault + "; the end of a day is 00:00 of the next one"
	}
	for _, meant := range [...]string{"0" + text, text + ":00", "0" + text + ":00", strings.TrimSuffix(text, ":00"), strings.TrimSpace(text)} {
		if len(meant) != len("HH:MM") {
			continue
		}
		if second, ok := parseClock(meant); ok && second < secondsPerDay {
			return 0, fmt.Sprintf("%s, did you mean %s?", fault, meant)
		}
	}
	return 0, fault + "; want HH:MM from 00:00 to 23:59, such as 09:00"
}

// dayHint suggests the day of the week meant by an abbreviation, a plural, or a name with one wrong letter.
func dayHint(text string) string {
	folded := strings.ToLower(strings.TrimSpace(text))
	for _, name := range dayNames {
		short := len(folded) >= 2 && len(folded) <= 5 && strings.HasPrefix(name, folded)
		if short || folded == name+"s" || differsByOneLetter(folded, name) {
			return ", did you mean " + name + "?"
		}
	}
	return "; want monday to sunday in lower case"
}

// differsByOneLetter reports whether the text is the name with one letter changed, missing or added.
func differsByOneLetter(text, name string) bool {
	head, tail := 0, 0
	for head < min(len(text), len(name)) && text[head] == name[head] {
		head++
	}
	for tail < min(len(text), len(name))-head && text[len(text)-1-tail] == name[len(name)-1-tail] {
		tail++
	}
	return head+tail >= len(name)-1 && len(text) <= len(name)+1
}
