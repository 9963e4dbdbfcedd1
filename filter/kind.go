package filter

// kind is the kind of a value in an administrator's terms. The kind of fields and constants is known when a filter
// compiles; that of the contents of records and host fields is unknown until an event comes.
type kind uint8

const (
	unknown kind = iota
	nothing      // nil: missing
	aText
	aNumber
	aTruth
	aTime
	aDuration
	aTextList // a list of texts
	aList
	anObject // an object of the host
	anItem   // a part of an event with fields of its own: a mention, its author
	aWord    // in trees, a text from a closed list of the host
	broken   // a fault was noted; causes no further faults
)

// String returns the kind as messages call it.
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

// open reports whether the kind is not known, or must cause no further faults.
func (k kind) open() bool { return k == unknown || k == broken }

func (k kind) list() bool { return k == aTextList || k == aList }
