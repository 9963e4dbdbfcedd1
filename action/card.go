package action

import "github.com/commis-recipes/commis/internal/fault"

// Card is a part of a [Message]: a title, a text, an image and buttons. It has at least a title or a text.
type Card struct {
	Title   string   `json:"title,omitempty"`              // its title
	Text    string   `json:"text,omitempty"`               // its text
	Image   string   `json:"image,omitempty" schema:"url"` // the address of a picture on the card
	Buttons []Button `json:"buttons,omitempty"`            // the buttons on the card
}

// Button is something that a user can press on a [Card]. It has a value or a URL, not both.
type Button struct {
	Label string `json:"label" schema:"required,text"` // the text on the button
	// Value is sent to the bot as if the user had written it.
	Value string `json:"value,omitempty"`
	// URL is the page that opens.
	URL string `json:"url,omitempty" schema:"url"`
}

// Image is a picture in a [Message].
type Image struct {
	URL string `json:"url" schema:"required,url"` // its address
	// Alt describes the picture for people who cannot see it.
	Alt string `json:"alt,omitempty"`
}

func (c Card) check(f *faults, path string) {
	if blank(c.Title) && blank(c.Text) {
		f.add(path+".title", "missing; a card has a title or a text")
	}
	if c.Image != "" {
		f.url(path+".image", c.Image)
	}
	for i, b := range c.Buttons {
		b.check(f, fault.Index(path+".buttons", i))
	}
}

func (b Button) check(f *faults, path string) {
	f.text(path+".label", b.Label)
	switch {
	case b.Value != "" && b.URL != "":
		f.add(path+".url", "given beside value; keep one of the two")
	case b.URL != "":
		f.url(path+".url", b.URL)
	default:
		f.text(path+".value", b.Value)
	}
}
