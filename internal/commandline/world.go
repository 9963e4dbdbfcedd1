package commandline

import (
	"fmt"
	"strings"

	"github.com/commis-recipes/commis/trigger"
)

// Statuses reads "open=unresolved,pending,solved=resolved". A bare name is one of the classes.
func Statuses(text string) ([]trigger.HostStatus, error) {
	var all []trigger.HostStatus
	for _, part := range strings.Split(text, ",") {
		name, class, given := strings.Cut(part, "=")
		if !given {
			class = name
		}
		if !trigger.Status(class).Valid() {
			return nil, fmt.Errorf("%q has no class; want a name and unresolved, pending or resolved, such as open=unresolved", part)
		}
		all = append(all, trigger.HostStatus{Name: trigger.Status(name), Class: trigger.Status(class)})
	}
	return all, nil
}

// OwnKinds reads "message_incoming=mention+message,sla_breached=case".
func OwnKinds(text string) ([]trigger.OwnKind, error) {
	var all []trigger.OwnKind
	for _, part := range strings.Split(text, ",") {
		name, about, _ := strings.Cut(part, "=")
		about, brings, message := strings.Cut(about, "+")
		if about == "" || message && brings != "message" {
			return nil, fmt.Errorf("%q does not say what it is about; want mention, mention+message, case or record, such as sla_breached=case", part)
		}
		all = append(all, trigger.OwnKind{Name: trigger.Kind(name), About: about, Message: message})
	}
	return all, nil
}

// Users reads "ann,bob".
func Users(text string) ([]string, error) {
	all := strings.Split(text, ",")
	for i, user := range all {
		if strings.TrimSpace(user) == "" {
			return nil, fmt.Errorf("the user %d has no name; want names with a comma between them, such as ann,bob", i+1)
		}
		all[i] = strings.TrimSpace(user)
	}
	return all, nil
}
