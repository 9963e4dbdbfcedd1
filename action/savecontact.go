package action

// SaveContact saves a contact in an XM Directory without sending anything.
//
//	{"do":"save_contact","with":{"as":"embedded_data","first_name":"{{ record.FirstName }}",
//	  "last_name":"{{ record.LastName }}","email":"{{ record.Email }}",
//	  "embedded_data":{"Location":"{{ record.City }}"}}}
//
// First name, last name and e-mail address are required; the action fails when their values are empty. With [SocialConnect] it is for recipes on records, polls and schedules only.
//
// Source: Qualtrics, "Triggering & Emailing Surveys in Salesforce", saving record changes as contact information.
type SaveContact struct {
	// As says how the embedded data is stored.
	As SaveMode `json:"as" schema:"required"`
	// List is the contact list; empty means the directory's default.
	List string `json:"list,omitempty"`
	Person
}

// SaveMode is a way to store the embedded data of a [SaveContact].
type SaveMode string

// The modes.
const (
	// AsEmbeddedData stores it with the contact, replacing earlier values, and creates an unknown contact. It is for data
	// that seldom changes, such as a location.
	AsEmbeddedData SaveMode = "embedded_data"
	// AsTransaction adds it as one transaction of a contact that exists, such as the store of a closed case. It
	// needs an XM Directory and fails for a contact that is unknown.
	AsTransaction SaveMode = "transaction"
)

// Kind returns "save_contact".
func (SaveContact) Kind() string { return "save_contact" }

// Validate requires a mode, both names and an e-mail address.
func (c SaveContact) Validate() error {
	var f faults
	oneOf(&f, "as", c.As, AsEmbeddedData, AsTransaction)
	f.line("list", c.List)
	f.text("first_name", c.FirstName)
	f.text("last_name", c.LastName)
	f.text("email", c.Email)
	c.Person.check(&f)
	return f.Err()
}
