package action

// DistributeSurvey saves a contact in a list and sends it a survey.
//
//	{"do":"distribute_survey","with":{"method":"email","survey":"SV_1","list":"closed-cases",
//	  "first_name":"{{ record.FirstName }}","email":"{{ record.ContactEmail }}"}}
//
// An e-mail invitation needs an address, both ways by SMS a phone number. The survey has to be published and
// active; the host knows. With [SocialConnect] it is for recipes on records, polls and schedules only.
//
// Source: Qualtrics, "Triggering & Emailing Surveys in Salesforce" and "XM Directory Task", distribute survey.
type DistributeSurvey struct {
	// Method is the way in which the survey is sent.
	Method SurveyMethod `json:"method" schema:"required"`
	// Survey is the id of the survey.
	Survey string `json:"survey" schema:"required,line"`
	// List is the contact list in which the contact is saved first.
	List string `json:"list" schema:"required,line"`
	Person
}

// SurveyMethod is a way to send a survey.
type SurveyMethod string

// The methods of distribution.
const (
	SurveyByEmail SurveyMethod = "email"       // an invitation by e-mail
	SurveyBySMS   SurveyMethod = "sms"         // an invitation by SMS
	SurveyInSMS   SurveyMethod = "two_way_sms" // the questions themselves by SMS
)

// Kind returns "distribute_survey".
func (DistributeSurvey) Kind() string { return "distribute_survey" }

// Validate requires a method, a survey, a list and the address or phone number that the method needs.
func (c DistributeSurvey) Validate() error {
	var f faults
	oneOf(&f, "method", c.Method, SurveyByEmail, SurveyBySMS, SurveyInSMS)
	f.name("survey", c.Survey)
	f.name("list", c.List)
	switch c.Method {
	case SurveyByEmail:
		f.text("email", c.Email)
	case SurveyBySMS, SurveyInSMS:
		f.text("phone", c.Phone)
	}
	c.Person.check(&f)
	return f.Err()
}
