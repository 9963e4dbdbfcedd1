package desk

import (
	"context"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// Change changes a case and sends events about the changes. It returns [action.ErrUnchanged] when nothing changed, and an
// error with an [*InvalidError] for an invalid word.
func (d *Desk) Change(ctx context.Context, by Origin, id string, change func(*Case)) (after Case, err error) {
	err = d.transact(ctx, func(ctx context.Context) error {
		before, err := d.Case(ctx, id)
		if err != nil {
			return err
		}
		after = before
		change(&after)
		if err := after.check(); err != nil {
			return err
		}
		events, err := changes(before, after)
		if err != nil || len(events) == 0 {
			return orUnchanged(err)
		}
		if err := d.save(ctx, after); err != nil {
			return err
		}
		latest, err := d.messages(ctx, `case_id = ? ORDER BY arrival DESC LIMIT 1`, id)
		if err != nil {
			return err
		}
		for _, ev := range events {
			if len(latest) > 0 {
				ev.Mention = latest[0].mention(after)
			}
			if err := d.tell(ctx, by, ev); err != nil {
				return err
			}
		}
		return nil
	})
	return after, err
}

// changes sends an event for a new status, each tag and an assignment, and one update for everything else.
func changes(before, after Case) (events []trigger.Event, err error) {
	item := after.item()
	diff, err := trigger.Diff(before.item(), item)
	if err != nil {
		return nil, err
	}
	if before.Status != after.Status {
		events = append(events, trigger.Event{Kind: trigger.CaseStatusChanged, Case: &item, From: before.Status, To: after.Status})
	}
	for _, tag := range without(after.Tags, before.Tags) {
		events = append(events, trigger.Event{Kind: trigger.CaseTagAdded, Case: &item, Tag: tag})
	}
	for _, tag := range without(before.Tags, after.Tags) {
		events = append(events, trigger.Event{Kind: trigger.CaseTagRemoved, Case: &item, Tag: tag})
	}
	assigned, others := make(map[string]trigger.Change), make(map[string]trigger.Change)
	for path, c := range diff {
		switch {
		case path == "case.status", path == "case.tags": // sent above
		case strings.HasPrefix(path, "case.assigned"):
			assigned[path] = c
		default:
			others[path] = c
		}
	}
	if len(assigned) > 0 {
		events = append(events, trigger.Event{Kind: trigger.CaseAssigned, Case: &item, Changes: assigned})
	}
	if len(others) > 0 {
		events = append(events, trigger.Event{Kind: trigger.CaseUpdated, Case: &item, Changes: others})
	}
	return events, nil
}

// with returns the texts and those of more that are new; without returns them without some.
func with(all, more []string) []string {
	return append(slices.Clone(all), without(more, all)...)
}

func without(all, some []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(some, s) })
}

func orUnchanged(err error) error {
	if err == nil {
		return action.ErrUnchanged
	}
	return err
}
