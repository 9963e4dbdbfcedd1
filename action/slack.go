package action

// Slack posts a message in a Slack channel.
//
//	{"do":"slack","with":{"channel":"#reviews","text":"{{ record.rating }} stars: {{ record.text }}"}}
//
// With [SocialConnect] it is for recipes on records, polls and schedules only.
//
// Source: Qualtrics, "Workflows Tab in Reputation Management Projects", Slack task.
type Slack struct {
	// Channel is the channel's name or id.
	Channel string `json:"channel" schema:"required,line"`
	// Text is the message.
	Text string `json:"text" schema:"required,text"`
}

// Kind returns "slack".
func (Slack) Kind() string { return "slack" }

// Validate requires a channel and a text.
func (c Slack) Validate() error {
	var f faults
	f.name("channel", c.Channel)
	f.text("text", c.Text)
	return f.Err()
}
