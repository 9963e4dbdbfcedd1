package filter

// Share makes everything v evaluates until the next Reset or Share draw on one budget, of the size that a single
// evaluation otherwise has. The budget is divided into parts, at least one, each of which is guaranteed an equal share;
// Share begins the first one. A host that matches single filters does not need it; an engine uses one part for each
// recipe it checks on an event.
func (v *View) Share(parts int) { v.meter.divide(parts) }

// Part begins the next part of a shared budget. Anything left of the last part becomes available to Rest.
func (v *View) Part() { v.meter.startPart(v.meter.share) }

// Rest begins a part that may spend everything left of a shared budget. It is for parts that exceeded their share,
// after each has had its own: first come, first served.
func (v *View) Rest() { v.meter.startPart(budget) }

// Exceeded reports whether an evaluation of the current part was stopped because its budget was exceeded.
func (v *View) Exceeded() bool { return v.meter.exceeded }
