package trigger

// options are the members of a trigger that belong to some of On only, which [Spec.Members] tells, and how each is taken
// over by [Trigger.Each].
var options = []struct {
	member string
	copy   func(to, from *Trigger)
}{
	{"tag", func(to, from *Trigger) { to.Tag = from.Tag }},
	{"status", func(to, from *Trigger) { to.Status = from.Status }},
	{"source", func(to, from *Trigger) { to.Source = from.Source }},
	{"object", func(to, from *Trigger) { to.Object = from.Object }},
	{"poll", func(to, from *Trigger) { to.Poll = from.Poll }},
	{"times", func(to, from *Trigger) { to.Schedule = from.Schedule }}, // and what is beside it
	{"topics", func(to, from *Trigger) { to.Topics = from.Topics }},
}
