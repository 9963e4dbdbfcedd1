package filter

// kind is what a value is, in an administrator's words. It is known when a filter compiles for fields and
// constants, and unknown until an event comes for what hosts put into records and fields.
type kind uint8

const (
	unknown kind = iota
	nothing      // nil: missing
	aText
	aNumber
	aTruth
	aTime
	aDuration
	aTextList // a list whose elements are text
	aList
	anObject // fields of a host's choice
	anItem   // a part of an event with fields of its own: a mention, its author
	aWord    // in trees, a text of a closed list of the host's
	broken   // a fault was noted; says nothing more about it
)

// String is how messages call a value of the kind.
func (k kind) String() string {
	switch k {
	case nothing:
		return "missing"
	case aText, aWord:
		return "text"
	case aNumber:
		return "a number"
	case aTruth:
		return "true or false"
	case aTime:
		return "a time"
	case aDuration:
		return "a duration"
	case aTextList, aList:
		return "a list"
	case anObject, anItem:
		return "an object"
	}
	return "unknown"
}

// open reports whether values of the kind may be anything, or are past complaining.
func (k kind) open() bool { return k == unknown || k == broken }

func (k kind) list() bool { return k == aTextList || k == aList }
