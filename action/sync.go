package action

import (
	"maps"
	"slices"

	"github.com/commis-recipes/commis/internal/fault"
)

// Sync creates or changes an object in another system.
//
//	{"do":"sync","with":{"system":"zendesk","object":"ticket","operation":"update","id":"{{ record.ticket }}",
//	  "fields":{"status":"open"}}}
//
// The legal combinations:
//
//	salesforce   event            create
//	zendesk      ticket           create, update
//	freshdesk    ticket           create
//	hubspot      deal, contact    create, update
//	servicenow   incident         create, update
//	servicenow   contact          update
//	dynamics     (no object)      response_mapping, web_to_lead
//	marketo      lead, activity   create, update
//
// With [SocialConnect] it is for recipes on records, polls and schedules only.
//
// Source: Qualtrics, "Workflows Tab in Reputation Management Projects", the tasks of the extensions.
type Sync struct {
	// System is where the object lives.
	System string `json:"system" schema:"required"`
	// Object is the kind of object; empty for dynamics.
	Object string `json:"object,omitempty"`
	// Operation is the operation on it.
	Operation string `json:"operation" schema:"required"`
	// ID is the object to update; empty means that the host finds it by its fields. It must be empty for a new object.
	ID string `json:"id,omitempty"`
	// Fields are the values to set, by the system's own names.
	Fields map[string]string `json:"fields,omitempty"`
}

// syncs is the table of legal combinations.
var syncs = []struct {
	system, object string
	operations     []string
}{
	{"salesforce", "event", []string{"create"}},
	{"zendesk", "ticket", []string{"create", "update"}},
	{"freshdesk", "ticket", []string{"create"}},
	{"hubspot", "deal", []string{"create", "update"}},
	{"hubspot", "contact", []string{"create", "update"}},
	{"servicenow", "incident", []string{"create", "update"}},
	{"servicenow", "contact", []string{"update"}},
	{"dynamics", "", []string{"response_mapping", "web_to_lead"}},
	{"marketo", "lead", []string{"create", "update"}},
	{"marketo", "activity", []string{"create", "update"}},
}

// Kind returns "sync".
func (Sync) Kind() string { return "sync" }

// Validate requires a combination of the table.
func (c Sync) Validate() error {
	var f faults
	c.checkOperation(&f)
	if c.ID != "" && c.Operation != "update" {
		f.add("id", "only an update has one")
	}
	f.line("id", c.ID)
	for _, name := range slices.Sorted(maps.Keys(c.Fields)) {
		f.line(fault.Member("fields", name), name)
		if blank(name) {
			f.add(fault.Member("fields", name), "a name is missing")
		}
	}
	return f.Err()
}

// checkOperation checks from left to right, up to the first fault.
func (c Sync) checkOperation(f *faults) {
	var systems, objects []string
	for _, row := range syncs {
		switch {
		case row.system == c.System && row.object == c.Object:
			c.checkRow(f, row.operations)
			return
		case row.system == c.System:
			objects = append(objects, row.object)
		case !slices.Contains(systems, row.system):
			systems = append(systems, row.system)
		}
	}
	switch {
	case len(objects) == 0:
		oneOf(f, "system", c.System, systems...)
	case objects[0] == "":
		f.add("object", "%s has none", c.System)
	default:
		oneOf(f, "object", c.Object, objects...)
	}
}

func (c Sync) checkRow(f *faults, operations []string) {
	if c.Operation == "" || len(operations) > 1 {
		oneOf(f, "operation", c.Operation, operations...)
	} else if c.Operation != operations[0] {
		f.add("operation", "%q is not %s, the one operation on a %s %s", c.Operation, operations[0], c.System, c.Object)
	}
}
