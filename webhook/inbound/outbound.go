package inbound

import (
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/trigger"
)

// The namespaces of an outbound message.
const (
	soapEnvelope      = "http://schemas.xmlsoap.org/soap/envelope/"
	outboundNamespace = "http://soap.sforce.com/2005/09/outbound"
	objectNamespace   = "urn:sobject.enterprise.soap.sforce.com"
)

// outboundChecker decodes a message and collects its faults.
type outboundChecker struct{ faults fault.List }

func (c *outboundChecker) bad(path, format string, args ...any) {
	switch n := c.faults.Len(); {
	case n < maxFaults:
		c.faults.Append(trigger.Invalid(path, format, args...))
	case n == maxFaults:
		c.faults.Append(trigger.Invalid("", moreFaults))
	}
}

func (c *outboundChecker) envelope(root *soapElement) []Notification {
	envelope, body := xml.Name{Space: soapEnvelope, Local: "Envelope"}, xml.Name{Space: soapEnvelope, Local: "Body"}
	list := xml.Name{Space: outboundNamespace, Local: "notifications"}
	if root.name != envelope {
		c.bad("", "want %s, got %s", expandedName(envelope), expandedName(root.name))
		return nil
	}
	if root = c.only("Envelope", root, body); root == nil {
		return nil
	}
	if root = c.only("Envelope.Body", root, list); root == nil {
		return nil
	}
	return c.notifications("notifications", root)
}

// only returns the one child that an element has, which must have the name.
func (c *outboundChecker) only(path string, e *soapElement, want xml.Name) *soapElement {
	c.blank(path, e)
	if len(e.children) == 1 && e.children[0].name == want {
		return e.children[0]
	}
	got := "nothing"
	if len(e.children) > 1 {
		got = fmt.Sprintf("%d elements", len(e.children))
	} else if len(e.children) == 1 {
		got = expandedName(e.children[0].name)
	}
	c.bad(path, "want %s and nothing else, got %s", expandedName(want), got)
	return nil
}

func (c *outboundChecker) notifications(path string, e *soapElement) []Notification {
	parts := c.parts(path, e, "OrganizationId", "ActionId", "SessionId", "EnterpriseUrl", "PartnerUrl", "Notification")
	organization := c.id(path+".OrganizationId", parts["OrganizationId"], true)
	action := c.id(path+".ActionId", parts["ActionId"], false)
	items := parts["Notification"]
	if n := len(items); n < 1 || n > MaxNotifications {
		c.bad(path, "want 1 to %d notifications, got %d", MaxNotifications, n)
		return nil
	}
	all := make([]Notification, len(items))
	for i, item := range items {
		all[i] = c.notification(fault.Index(path+".Notification", i), item)
		all[i].Organization, all[i].Action = organization, action
	}
	return all
}

func (c *outboundChecker) notification(path string, e *soapElement) (n Notification) {
	parts := c.parts(path, e, "Id", "sObject")
	n.ID = c.id(path+".Id", parts["Id"], true)
	path += ".sObject"
	record := c.single(path, parts["sObject"])
	if record == nil {
		return n // deleted
	}
	n.Fields = c.fields(path, record)
	switch {
	case record.null && len(record.children) > 0:
		c.bad(path, "is nil and has a value")
	case len(record.children) == 0:
		return n // deleted
	case record.kind.Local == "":
		c.bad(path, "xsi:type is missing")
	case len(record.kind.Local) > trigger.MaxID:
		c.bad(path, "xsi:type is longer than %d bytes", trigger.MaxID)
	case record.kind.Space != objectNamespace:
		c.bad(path, "want an xsi:type of %q, got %s", objectNamespace, expandedName(record.kind))
	}
	n.Object = record.kind.Local
	if id, ok := n.Fields["Id"]; ok && !isRecordID(id) {
		c.bad(path+".Id", "want an ID of 15 or 18 letters and digits")
	}
	return n
}

// parts returns the children by name. One whose name is not among those known is a fault.
func (c *outboundChecker) parts(path string, e *soapElement, known ...string) map[string][]*soapElement {
	c.blank(path, e)
	parts := make(map[string][]*soapElement, len(known))
	for _, name := range known {
		parts[name] = nil
	}
	for _, child := range e.children {
		name := child.name.Local
		if _, ok := parts[name]; !ok || child.name.Space != outboundNamespace {
			c.bad(path, "%s does not belong here", expandedName(child.name))
			continue
		}
		parts[name] = append(parts[name], child)
	}
	return parts
}

// single returns the element that there is at most one of, or nil.
func (c *outboundChecker) single(path string, all []*soapElement) *soapElement {
	switch len(all) {
	case 0:
		return nil
	case 1:
		return all[0]
	}
	c.bad(path, "appears %d times", len(all))
	return nil
}

func (c *outboundChecker) id(path string, all []*soapElement, required bool) string {
	e := c.single(path, all)
	switch {
	case len(all) > 1:
	case e == nil || e.null:
		if required {
			c.bad(path, "missing")
		}
	case len(e.children) > 0 || !isRecordID(e.text):
		c.bad(path, "want an ID of 15 or 18 letters and digits")
	default:
		return e.text
	}
	return ""
}

// fields returns the children that have a value, by name.
func (c *outboundChecker) fields(path string, e *soapElement) map[string]any {
	c.blank(path, e)
	fields, seen := make(map[string]any, len(e.children)), make(map[string]bool, len(e.children))
	for _, child := range e.children {
		name := child.name.Local
		switch {
		case child.name.Space != objectNamespace:
			c.bad(path, "%s does not belong here", expandedName(child.name))
		case seen[name]:
			c.bad(path, "the field %s appears twice", soapQuote(name))
		case child.null && (child.text != "" || len(child.children) > 0):
			c.bad(path, "the field %s is nil and has a value", soapQuote(name))
		case child.null:
		case len(child.children) > 0:
			fields[name] = c.fields(path+"."+soapClip(name), child)
		default:
			fields[name] = child.text
		}
		seen[name] = true
	}
	return fields
}

// blank checks that an element has no text beside its children.
func (c *outboundChecker) blank(path string, e *soapElement) {
	if text := strings.TrimSpace(e.text); text != "" {
		c.bad(path, "there is text between its elements")
	}
}

// isRecordID reports whether a value is an ID of Salesforce.
func isRecordID(value any) bool {
	id, ok := value.(string)
	return ok && (len(id) == 15 || len(id) == 18) && strings.Trim(id, idLetters) == ""
}

const idLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// expandedName tells a name with its namespace.
func expandedName(n xml.Name) string {
	if n.Space == "" {
		return soapQuote(n.Local) + " of no namespace"
	}
	return soapQuote(n.Local) + " of " + soapQuote(n.Space)
}
