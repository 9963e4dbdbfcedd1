package matching

// Test is a node of a filter: a single test of the event, or tests joined by and, or and not. The tests of one filter are for
// one goroutine, each call with a view of its own.
type Test[V any] struct {
	// Join says how Parts are joined: two by And or Or, one by Not. It is Leaf for a single test.
	Join  Join
	Parts []*Test[V]

	// Text is the test as an expression.
	Text string
	// Compare is the comparison of the field at Path with Values; Beyond for any other test. Negated says that the test holds
	// where the comparison does not: a != b.
	Compare Comparison
	Negated bool
	// Path is the field that the test reads, such as "case.priority". For a member of a host's object it is the object, such as
	// "case.fields", and Key is the member's name.
	Path, Key string
	Kind      FieldKind
	// Values are constants: each a string, int64, float64, bool or time.Time.
	Values []any
	// Holds evaluates the test. The error is that of Program.Match.
	Holds func(view V) (bool, error)
	// Saw returns the fields that the test reads, with their values in the event; nil means missing.
	Saw func(view V) []Seen
}

// Seen is the value of one field of an event.
type Seen struct {
	Path  string
	Value any
}

// Join is the way in which tests are joined.
type Join uint8

// The joins.
const (
	Leaf Join = iota
	And
	Or
	Not
)

// FieldKind is the kind of a field's values.
type FieldKind uint8

// The kinds of fields. A member of a host's object has no kind until an event comes.
const (
	HostField FieldKind = iota
	TextField
	NumberField
	TimeField
	TruthField
	ListField // a list of texts
	ItemField // a mention or a case as a whole
)

// Comparison is the way in which a test compares one field with constants.
type Comparison uint8

// The comparisons.
const (
	Beyond    Comparison = iota // none of the others
	Constant                    // true or false whatever the event; Values has it
	Equal                       // the field equals one of the values
	Is                          // the function is: a list has one of the values; a text is read as a number, and the reverse
	Missing                     // the field is missing or empty
	Less                        // <
	LessEqual                   // <=
	More                        // >
	MoreEqual                   // >=
	True                        // the field itself
	Has                         // the list has one of the values
	AnyWord                     // the text has one of the words
	AllWords                    // the text has all of the words
	AnyPart                     // the text has one of the parts, ignoring case
	Part                        // the text has the part, letter for letter
	Start                       // the text begins with the value, letter for letter
	End                         // the text ends with the value, letter for letter
)
