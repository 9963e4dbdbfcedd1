package action

// Hours says when a recipe or an action may run: while a calendar is open, or while it is not.
type Hours struct {
	Calendar string `json:"calendar" schema:"required"` // the name of a calendar of the set
	When     When   `json:"when" schema:"required"`     // during or outside its opening hours
}

// When is inside or outside business hours.
type When string

const (
	// During is while the calendar is open.
	During When = "during"
	// Outside is while it is closed: the exact complement.
	Outside When = "outside"
)
