package trigger

// options are the members of a trigger that apply to some of On only, listed in [Spec.Members], and how [Trigger.Each]
// copies each of them.
var options = []struct {
	member string
	copy   func(to, from *Trigger)
}{
	{"tag", func(to, from *Trigger) { to.Tag = from.Tag }},
	{"status", func(to, from *Trigger) { to.Status = from.Status }},
	{"source", func(to, from *Trigger) { to.Source = from.Source }},
	{"object", func(to, from *Trigger) { to.Object = from.Object }},
	{"poll", func(to, from *Trigger) { to.Poll = from.Poll }},
	{"times", func(to, from *Trigger) { to.Schedule = from.Schedule }}, // with the other members of a schedule
	{"topics", func(to, from *Trigger) { to.Topics = from.Topics }},
}
