package matching

// Verdict is a filter's answer about one value of a field, without any event.
type Verdict int

const (
	// Silent means that the filter does not restrict the field.
	Silent Verdict = iota
	// Names means that the filter restricts the field and lets the value through.
	Names
	// Excludes means that no event with the value can match.
	Excludes
)

// String returns "silent", "names" or "excludes".
func (v Verdict) String() string {
	switch v {
	case Names:
		return "names"
	case Excludes:
		return "excludes"
	}
	return "silent"
}
