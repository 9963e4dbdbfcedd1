package recipe

import (
	"slices"
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/wording"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Describe returns the recipe in plain English, in one paragraph: "When a mention arrives in topic support and its content has
// the word refund, during the hours of office: notify ann after 1 hour in office hours, unless an agent replies." It tells the
// trigger, the filter, the hours and each action with its waits and bounds, but neither the name nor whether the recipe is
// enabled. A recipe with faults is described as far as it goes; long texts are cut, and addresses of webhooks are left out but
// for their host.
//
// The words are for people; they may change from one version to the next.
func (r Recipe) Describe() string {
	d := &describer{words: wording.English, recipe: wording.English.Recipe, item: r.itemName()}
	values := map[string]string{"trigger": d.trigger(r.Trigger), "actions": d.actions(r.Actions)}
	if !r.Filter.IsZero() {
		text, alternatives := filters.Describe(r.Filter, d.item)
		if alternatives {
			text = "(" + text + ")"
		}
		values["filter"] = text
	}
	if r.Hours != nil {
		values["hours"] = d.hours(d.recipe.Hours, *r.Hours)
	}
	sentences := []string{d.fill(d.recipe.Whole, values)}
	if r.Stop {
		sentences = append(sentences, d.recipe.Stop)
	}
	if r.Shadow {
		sentences = append(sentences, d.recipe.Shadow)
	}
	for i, s := range sentences {
		sentences[i] = d.fill(d.recipe.Sentence, map[string]string{"text": s})
	}
	return strings.Join(sentences, " ")
}

// describer describes a recipe in a language.
type describer struct {
	words  *wording.Language
	recipe wording.Recipe
	item   string // the item that is called it, "mention" or "case"; empty when it may be either
}

// itemName returns the item that every event of the trigger is about, or "".
func (r Recipe) itemName() string {
	item := ""
	for _, on := range r.Trigger.On {
		spec, ok := trigger.SpecOf(on)
		switch {
		case !ok || len(spec.Items) != 1 || item != "" && item != spec.Items[0]:
			return ""
		}
		item = spec.Items[0]
	}
	return item
}

func (d *describer) fill(text string, values map[string]string) string {
	return wording.Fill(text, func(name string) (string, bool) {
		v, ok := values[name]
		return v, ok
	})
}

func (d *describer) hours(phrases map[string]string, h Hours) string {
	return d.fill(phrases[string(h.When)], map[string]string{"calendar": d.words.Text(h.Calendar)})
}

// trigger describes a trigger.
func (d *describer) trigger(t trigger.Trigger) string {
	var starts []string
	for _, on := range t.On {
		phrase, ok := d.recipe.Triggers[on]
		if !ok {
			phrase = d.recipe.Own
		}
		starts = append(starts, d.fill(phrase, d.members(t, on)))
	}
	return wording.Join(starts, d.words.LastOr) + d.fill(d.recipe.Options, d.options(t))
}

// members returns the members of a trigger in words.
func (d *describer) members(t trigger.Trigger, on string) map[string]string {
	all := map[string]string{"on": d.words.Text(on)}
	for name, list := range map[string][]string{
		"tag": t.Tag, "status": textsOf(t.Status), "times": t.Times, "days": t.Days, "source": {t.Source}, "object": {t.Object},
		"zone": {t.Zone}, "calendar": {t.Calendar}, "each": {t.Schedule.Each},
	} {
		d.list(all, name, list, d.words.LastOr)
	}
	if t.Poll != nil {
		all["source"], all["every"] = d.words.Text(t.Poll.Source), d.words.Duration(t.Poll.Every.Std())
	}
	return all
}

// options returns the members that follow the sentence of a trigger.
func (d *describer) options(t trigger.Trigger) map[string]string {
	all := map[string]string{}
	switch topics := d.texts("", t.Topics); {
	case len(topics) == 1:
		all["topic"] = topics[0]
	case len(topics) > 1:
		all["topics"] = wording.Join(topics, d.words.LastOr)
	}
	d.list(all, "types", t.Types, d.words.LastOr)
	d.list(all, "by", textsOf(t.By), d.words.LastOr)
	return all
}

// list adds the texts of a member, joined, unless all are empty.
func (d *describer) list(all map[string]string, name string, texts []string, last string) {
	texts = slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return s == "" })
	if len(texts) > 0 {
		all[name] = wording.Join(d.texts(name, texts), last)
	}
}

// texts returns texts as values in a sentence: the words of a closed list, or the texts themselves.
func (d *describer) texts(member string, texts []string) []string {
	all := make([]string, len(texts))
	for i, s := range texts {
		word, ok := d.recipe.Words[member][s]
		if !ok {
			word = d.text(s)
		}
		all[i] = word
	}
	return all
}

// text returns a text of a document as a value in a sentence: a single placeholder as its expression in words.
func (d *describer) text(s string) string {
	trimmed := strings.TrimSpace(s)
	if inner, ok := strings.CutPrefix(trimmed, "{{"); ok && strings.HasSuffix(inner, "}}") && strings.Count(trimmed, "{{") == 1 && strings.Count(trimmed, "}}") == 1 {
		return filters.DescribeValue(strings.TrimSuffix(inner, "}}"), d.item)
	}
	return d.words.Text(s)
}

func textsOf[T ~string](words []T) []string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = string(w)
	}
	return all
}

// timing describes when an action is carried out, and how often.
func (d *describer) timing(a action.Action) string {
	all := map[string]string{}
	d.delay(all, a)
	d.list(all, "in", []string{a.In}, "")
	if a.From == action.FromFirst {
		all["from"] = ""
	}
	if a.Repeat != nil {
		all["repeat.times"], all["repeat.every"] = strconv.Itoa(a.Repeat.Times), d.words.Duration(a.Repeat.Every.Std())
	}
	if a.Hours != nil {
		all["hours"] = d.hours(d.recipe.ActionHours, *a.Hours)
	}
	if l := a.Limit; l != nil {
		all["limit.every"], all["limit.per"] = d.words.Duration(l.Every.Std()), d.texts("per", []string{string(l.Per)})[0]
		all["limit.times"] = strconv.Itoa(l.Times)
		if l.Times == 1 {
			all["limit.once"] = all["limit.every"]
			delete(all, "limit.times")
		}
	}
	if a.ToAutomatic {
		all["to_automatic"] = ""
	}
	if a.OnError == action.Stop {
		all["stop"] = ""
	}
	d.list(all, "unless", textsOf(a.Unless), d.words.LastOr)
	return d.fill(d.recipe.Timing, all)
}

// delay describes the instant from which an action waits, and how long.
func (d *describer) delay(all map[string]string, a action.Action) {
	after := d.span(a.After)
	switch {
	case a.At == "" && a.After.IsZero():
	case a.At == "":
		all["after"] = after
	case a.After.IsZero():
		all["just"] = d.text(a.At)
	case a.After.For < 0:
		all["earlier"], all["at"] = d.words.Duration(-a.After.For.Std()), d.text(a.At)
	default:
		all["later"], all["at"] = after, d.text(a.At)
	}
}

func (d *describer) span(delay action.Delay) string {
	if delay.Text != "" {
		return d.text(delay.Text)
	}
	return d.words.Duration(schedule.Duration(delay.For).Std())
}
