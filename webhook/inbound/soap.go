package inbound

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/commis-recipes/commis/trigger"
)

// soapDepth is how many elements may lie in one another. An outbound message needs seven.
const soapDepth = 16

// soapElement is one element of a message, with its names resolved.
type soapElement struct {
	name     xml.Name // Space is the namespace itself, whatever its prefix
	kind     xml.Name // by xsi:type; zero without one
	null     bool     // xsi:nil
	text     string   // without that of its children
	children []*soapElement
}

// soapRead reads the one element that a message is made of. It refuses what SOAP 1.1 forbids in section 3, a document
// type and processing instructions, so that a message is no larger than its text. The error says where the reading
// ended.
func soapRead(data []byte) (*soapElement, error) {
	if !utf8.Valid(data) {
		return nil, trigger.Invalid("", "the message is not valid UTF-8")
	}
	r := soapReader{dec: xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))}
	r.dec.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errSOAPCharset }
	for {
		line, column := r.dec.InputPos()
		err := r.next()
		if errors.Is(err, io.EOF) {
			return r.root, nil
		}
		if err == nil {
			continue
		}
		var bad *xml.SyntaxError
		if errors.As(err, &bad) { // found within the last token
			line, column = r.dec.InputPos()
			err = errors.New(bad.Msg)
		}
		return nil, trigger.Invalid("", "line %d, column %d: %v", line, column, err)
	}
}

var errSOAPCharset = errors.New("another encoding than UTF-8 is declared")

// soapReader reads a message token by token.
type soapReader struct {
	dec  *xml.Decoder
	open []*soapScope // the elements around the position, the outermost first
	root *soapElement
}

// next reads one token. io.EOF is the end of a whole message.
func (r *soapReader) next() error {
	start := r.dec.InputOffset()
	token, err := r.dec.RawToken()
	switch {
	case errors.Is(err, errSOAPCharset):
		return errSOAPCharset
	case errors.Is(err, io.EOF) && len(r.open) > 0:
		return errors.New("the message ends inside " + soapQuote(r.top().tag.Local))
	case errors.Is(err, io.EOF) && r.root == nil:
		return errors.New("the message is empty")
	case err != nil:
		return err
	}
	switch t := token.(type) {
	case xml.StartElement:
		return r.begin(t)
	case xml.EndElement:
		return r.end(t.Name)
	case xml.CharData:
		return r.text(t)
	case xml.Directive:
		return errors.New("a document type is not allowed")
	case xml.ProcInst:
		if start > 0 || t.Target != "xml" {
			return errors.New("a processing instruction is not allowed")
		}
	}
	return nil // a comment, or the declaration at the start
}

func (r *soapReader) top() *soapScope { return r.open[len(r.open)-1] }

func (r *soapReader) begin(t xml.StartElement) error {
	switch {
	case len(r.open) == soapDepth:
		return errors.New("elements are nested too deeply")
	case len(r.open) == 0 && r.root != nil:
		return errors.New("there is a second element after the message")
	}
	s := &soapScope{tag: t.Name, element: new(soapElement)}
	r.open = append(r.open, s)
	if err := r.resolve(s, t.Attr); err != nil {
		return err
	}
	if len(r.open) == 1 {
		r.root = s.element
		return nil
	}
	parent := r.open[len(r.open)-2].element
	parent.children = append(parent.children, s.element)
	return nil
}

func (r *soapReader) end(tag xml.Name) error {
	if len(r.open) == 0 || r.top().tag != tag {
		return errors.New("an end tag of " + soapQuote(tag.Local) + " does not belong here")
	}
	s := r.top()
	s.element.text = s.text.String()
	r.open = r.open[:len(r.open)-1]
	return nil
}

func (r *soapReader) text(t xml.CharData) error {
	if len(r.open) > 0 {
		r.top().text.Write(t)
		return nil
	}
	if len(bytes.TrimSpace(t)) > 0 {
		return errors.New("there is text outside the message")
	}
	return nil
}

// soapScope is an element that is being read.
type soapScope struct {
	tag      xml.Name // as it is written: Space is the prefix
	element  *soapElement
	text     strings.Builder
	prefixes map[string]string // the namespaces that it declares
}
