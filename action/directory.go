package action

import (
	"context"
	"errors"
	"fmt"
)

// Directory is a host's directory of contacts, for example an XM Directory, for [Distributor] and [ContactSaver]. Each
// call gets the Input of its action: the permissions of [Recipe.Owner] apply, and a call with a Key that was seen before
// must change nothing and return the earlier result. It must be safe for concurrent use.
type Directory interface {
	// FindContact returns the ID of the contact with the e-mail address, ignoring case; ok is false when no contact has it.
	FindContact(ctx context.Context, in Input, email string) (id string, ok bool, err error)
	// SaveContact creates the contact, or updates the one with the address, or with the phone number for one without an
	// address, puts it in the list and returns its ID. An empty list is the directory's default. Embedded data
	// with other names is kept.
	SaveContact(ctx context.Context, in Input, list string, p Person) (id string, err error)
	// AddTransaction adds a transaction to a contact. The contact's own embedded data stays as it is.
	AddTransaction(ctx context.Context, in Input, contact string, data EmbeddedData) error
	// Survey returns a survey; ok is false when it does not exist.
	Survey(ctx context.Context, in Input, id string) (s SurveyState, ok bool, err error)
	// Distribute sends the survey to the contact.
	Distribute(ctx context.Context, in Input, d Distribution) (Distributed, error)
}

// SurveyState is the state of a survey, for a [Distributor].
type SurveyState struct {
	// Active says that it is published and takes answers.
	Active bool
	// Fields are the names of its embedded data fields.
	Fields []string
}

// Distribution is one survey to one contact.
type Distribution struct {
	Survey  string
	Method  SurveyMethod
	Contact string // its ID
	List    string
}

// Distributed is a distribution that was made.
type Distributed struct {
	ID     string
	Status string // as the directory calls it
}

// Permanent failures: the action is not retried.
var (
	ErrSurveyNotActive = errors.New("survey_not_active: the survey is not published, or takes no answers")
	ErrContactNotFound = errors.New("contact_not_found: a transaction needs a contact that exists")
)

// Distributor handles [DistributeSurvey] over a host's directory: it asks for the survey, saves the contact in the list
// and sends the survey, in this order.
//
// Its output has the members contact, distribution and status, and near_misses: the survey's fields that stay empty
// because their names are spelled differently in the contact's embedded data ([EmbeddedData.NearMisses]).
//
// Source: Qualtrics, "XM Directory Task".
type Distributor struct {
	// Directory is the host's. Nil is an error.
	Directory Directory
}

var _ Handler[DistributeSurvey] = Distributor{}

// Handle sends the survey. It fails for good with [ErrSurveyNotActive].
func (d Distributor) Handle(ctx context.Context, c DistributeSurvey, in Input) error {
	if d.Directory == nil {
		return noFunc("distributing a survey")
	}
	survey, ok, err := d.Directory.Survey(ctx, in, c.Survey)
	switch {
	case err != nil:
		return fmt.Errorf("survey %s: %w", c.Survey, err)
	case !ok || !survey.Active:
		return Permanent(fmt.Errorf("survey %s: %w", c.Survey, ErrSurveyNotActive))
	}
	if near := c.EmbeddedData.NearMisses(survey.Fields); near != nil {
		in.Output.Set("near_misses", near)
	}
	contact, err := d.Directory.SaveContact(ctx, in, c.List, c.Person)
	if err != nil {
		return fmt.Errorf("saving the contact: %w", err)
	}
	in.Output.Set("contact", contact)
	made, err := d.Directory.Distribute(ctx, in, Distribution{Survey: c.Survey, Method: c.Method, Contact: contact, List: c.List})
	if err != nil {
		return fmt.Errorf("distributing the survey: %w", err)
	}
	in.Output.Set("distribution", made.ID)
	in.Output.Set("status", made.Status)
	return nil
}

// ContactSaver handles [SaveContact] over a host's directory. Nothing is sent. Its output has the member contact.
//
// Source: Qualtrics, "XM Directory Task".
type ContactSaver struct {
	// Directory is the host's. Nil is an error.
	Directory Directory
	// NoTransactions says that the directory has none: a config that asks for one is a fault of its set.
	NoTransactions bool
}

var (
	_ Handler[SaveContact] = ContactSaver{}
	_ Checker[SaveContact] = ContactSaver{}
)

// Check refuses transactions where there are none.
func (s ContactSaver) Check(c SaveContact) error {
	if s.NoTransactions && c.As == AsTransaction {
		var f faults
		f.add("as", "%q needs an XM Directory, which this host does not have", c.As)
		return f.Err()
	}
	return nil
}

// Handle saves the contact, or adds a transaction to one that exists. It fails for good with [ErrContactNotFound].
func (s ContactSaver) Handle(ctx context.Context, c SaveContact, in Input) error {
	if s.Directory == nil {
		return noFunc("saving a contact")
	}
	if c.As == AsTransaction {
		return s.addTransaction(ctx, c, in)
	}
	contact, err := s.Directory.SaveContact(ctx, in, c.List, c.Person)
	if err != nil {
		return fmt.Errorf("saving the contact: %w", err)
	}
	in.Output.Set("contact", contact)
	return nil
}

func (s ContactSaver) addTransaction(ctx context.Context, c SaveContact, in Input) error {
	contact, ok, err := s.Directory.FindContact(ctx, in, c.Email)
	switch {
	case err != nil:
		return fmt.Errorf("finding the contact: %w", err)
	case !ok:
		return Permanent(ErrContactNotFound)
	}
	in.Output.Set("contact", contact)
	if err := s.Directory.AddTransaction(ctx, in, contact, c.EmbeddedData); err != nil {
		return fmt.Errorf("adding the transaction: %w", err)
	}
	return nil
}
