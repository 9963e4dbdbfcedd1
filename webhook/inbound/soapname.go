package inbound

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// The namespaces that have a meaning in every message.
const (
	soapSchema = "http://www.w3.org/2001/XMLSchema-instance"
	soapXML    = "http://www.w3.org/XML/1998/namespace"
)

// resolve gives the element its names, and takes in the attributes that are its own: namespaces, xsi:type and xsi:nil.
func (r *soapReader) resolve(s *soapScope, attributes []xml.Attr) (err error) {
	var rest []xml.Attr
	for _, a := range attributes {
		switch {
		case a.Name.Space == "xmlns":
			err = s.declare(a.Name.Local, a.Value)
		case a.Name.Space == "" && a.Name.Local == "xmlns":
			err = s.declare("", a.Value)
		default:
			rest = append(rest, a)
		}
		if err != nil {
			return err
		}
	}
	if s.element.name, err = r.name(s.tag); err != nil {
		return err
	}
	return r.attributes(s.element, rest)
}

// attributes takes in those that have a meaning. No two may have the same name, whatever their prefixes ("Namespaces in
// XML 1.0", section 6.3): readers differ in which of them counts.
func (r *soapReader) attributes(e *soapElement, all []xml.Attr) error {
	seen := make(map[xml.Name]bool, len(all))
	for _, a := range all {
		name := a.Name // one without a prefix has no namespace
		if name.Space != "" {
			var err error
			if name, err = r.name(name); err != nil {
				return err
			}
		}
		if seen[name] {
			return fmt.Errorf("the attribute %s appears twice", soapQuote(name.Local))
		}
		seen[name] = true
		if name.Space != soapSchema || name.Local != "nil" && name.Local != "type" {
			continue
		}
		if err := r.describe(e, name.Local, strings.TrimSpace(a.Value)); err != nil {
			return err
		}
	}
	return nil
}

// describe takes in an attribute of XML Schema.
func (r *soapReader) describe(e *soapElement, attribute, value string) (err error) {
	switch attribute {
	case "nil":
		e.null = value == "true" || value == "1"
		if !e.null && value != "false" && value != "0" {
			return fmt.Errorf("xsi:nil is %s, want true or false", soapQuote(value))
		}
	case "type":
		prefix, local, ok := strings.Cut(value, ":")
		if !ok {
			prefix, local = "", value
		}
		e.kind, err = r.name(xml.Name{Space: prefix, Local: local})
	}
	return err
}

// declare declares the prefix of a namespace in the element.
func (s *soapScope) declare(prefix, namespace string) error {
	if _, twice := s.prefixes[prefix]; twice {
		return fmt.Errorf("the prefix %s is declared twice", soapQuote(prefix))
	}
	if s.prefixes == nil {
		s.prefixes = make(map[string]string)
	}
	s.prefixes[prefix] = namespace
	return nil
}

// name replaces the prefix by the namespace ("Namespaces in XML 1.0", section 6).
func (r *soapReader) name(tag xml.Name) (xml.Name, error) {
	if tag.Space == "xml" {
		return xml.Name{Space: soapXML, Local: tag.Local}, nil
	}
	for i := len(r.open) - 1; i >= 0; i-- {
		if namespace, ok := r.open[i].prefixes[tag.Space]; ok {
			return xml.Name{Space: namespace, Local: tag.Local}, nil
		}
	}
	if tag.Space != "" {
		return xml.Name{}, fmt.Errorf("the prefix %s is not declared", soapQuote(tag.Space))
	}
	return tag, nil
}

// soapQuote quotes a text of the sender's.
func soapQuote(s string) string { return strconv.Quote(soapClip(s)) }

// soapClip shortens a text that is too long to be repeated.
func soapClip(s string) string {
	const most = 64
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
