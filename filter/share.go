package filter

// Share makes all that v evaluates until the next Reset or Share draw on one budget, the one that each evaluation has
// otherwise. It is divided into parts, at least one, each of which is certain of an equal share, and begins the first. A
// host that matches single filters needs none of this; an engine has a part for each recipe that it asks about an event.
func (v *View) Share(parts int) { v.meter.divide(parts) }

// Part begins the next part of a shared budget. What the last one has left goes to the rest, for whoever calls Rest.
func (v *View) Part() { v.meter.startPart(v.meter.share) }

// Rest begins a part that may spend all that is left of a shared budget. It is for those that exceeded their parts, when
// every one has had its own: first come, first served.
func (v *View) Rest() { v.meter.startPart(budget) }

// Exceeded reports whether an evaluation was stopped since the part began because its budget was spent.
func (v *View) Exceeded() bool { return v.meter.exceeded }
