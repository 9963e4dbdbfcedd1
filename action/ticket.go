package action

// Ticket opens a ticket in the helpdesk, with an owner.
//
//	{"do":"ticket","with":{"name":"Review {{ record.id }}","owner":"ada","priority":"high"}}
//
// With [SocialConnect] it is for recipes on records, polls and schedules only.
//
// Source: Qualtrics, "Workflows Tab in Reputation Management Projects", ticket task.
type Ticket struct {
	// Name is its title.
	Name string `json:"name" schema:"required,text"`
	// Owner is the user responsible for it.
	Owner string `json:"owner" schema:"required,line"`
	// Priority is low, medium, high or critical; empty leaves it to the host.
	Priority string `json:"priority,omitempty" schema:"oneof=low|medium|high|critical"`
	// Comment is its first comment; empty means none.
	Comment string `json:"comment,omitempty"`
}

// Kind returns "ticket".
func (Ticket) Kind() string { return "ticket" }

// Validate requires a name and an owner.
func (c Ticket) Validate() error {
	var f faults
	f.text("name", c.Name)
	f.name("owner", c.Owner)
	if c.Priority != "" {
		oneOf(&f, "priority", c.Priority, "low", "medium", "high", "critical")
	}
	return f.Err()
}
