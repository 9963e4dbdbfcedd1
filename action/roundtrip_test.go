package action_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// draw returns values of one rapid run, by a short name for each sort.
type draw struct{ *rapid.T }

func (d draw) text() string { return rapid.StringMatching(`[a-zé<&"\\]{1,6}`).Draw(d.T, "text") }
func (d draw) maybe() string {
	return rapid.OneOf(rapid.Just(""), rapid.StringMatching(`[a-z{} ]{0,4}x`)).Draw(d.T, "maybe")
}
func (d draw) flag() bool { return rapid.Bool().Draw(d.T, "flag") }
func (d draw) texts() []string {
	return rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z0-9]{1,3}`), 1, 4, rapid.ID).Draw(d.T, "texts")
}

func one[T any](d draw, of ...T) T { return rapid.SampledFrom(of).Draw(d.T, "one") }

// configs draws a right config of each kind.
var configs = map[string]func(d draw) action.Config{
	"notify": func(d draw) action.Config {
		return action.Notify{Users: d.texts(), Teams: one(d, nil, d.texts()), Text: d.maybe(), Channel: one(d, action.ByPush, action.ByEmail, action.ByBoth)}
	},
	"resolve": func(draw) action.Config { return action.Resolve{} },
	"assign": func(d draw) action.Config {
		c := action.Assign{Users: d.texts(), Pick: one(d, action.PickOne, action.PickAll), KeepExisting: d.flag()}
		if c.On = one(d, "", action.OnItem, action.OnCase, action.OnMention); c.On == action.OnCase {
			c.Teams = d.texts()
		}
		return c
	},
	"smart_assign": func(d draw) action.Config {
		return action.SmartAssign{Within: one[action.Within](d, "3h", "24h", "2d", "3d", "1w")}
	},
	"edit": func(d draw) action.Config {
		return one(d, action.Edit{Property: action.Category, Value: d.text()}, action.Edit{Property: action.Country, Value: "BE"},
			action.Edit{Property: action.Language, Value: "nl"}, action.Edit{Property: action.Priority, Value: "high"})
	},
	"reply": func(d draw) action.Config {
		return action.Reply{Message: d.text(), Mode: one(d, action.ForApproval, action.AsDraft, action.Immediate),
			Service: one(d, action.Twitter, action.Facebook, action.EmailService)}
	},
	"private_reply": func(d draw) action.Config {
		return one(d, action.PrivateReply{Message: d.text()}, action.PrivateReply{Survey: action.NPS}, action.PrivateReply{Flow: d.text()})
	},
	"public_reply": func(d draw) action.Config {
		return action.PublicReply{Message: d.text(), Service: one(d, action.Twitter, action.Facebook), Profile: d.text()}
	},
	"remove": func(d draw) action.Config {
		return action.Remove{How: one(d, action.Delete, action.Hide, action.BlockAuthor)}
	},
	"add_tags": func(d draw) action.Config {
		return action.AddTags{Tags: d.texts(), On: one(d, "", action.OnItem, action.OnCase, action.OnMention)}
	},
	"remove_tags": func(d draw) action.Config {
		return action.RemoveTags{Tags: d.texts(), On: one(d, "", action.OnItem, action.OnCase)}
	},
	"set_status": func(d draw) action.Config { return action.SetStatus{Status: one(d, trigger.Statuses()...)} },
	"note":       func(d draw) action.Config { return action.Note{Text: d.text()} },
	"set_field": func(d draw) action.Config {
		return action.SetField{Field: one(d, "case.fields.", "mention.fields.") + rapid.StringMatching(`[a-zA-Z0-9_-]{1,5}`).Draw(d.T, "name"),
			Value: one[any](d, d.text(), "", true, 1.5, []any{"a", d.maybe()}, map[string]any{"a": nil})}
	},
	"unassign": func(d draw) action.Config {
		return action.Unassign{On: one(d, "", action.OnItem, action.OnCase, action.OnMention)}
	},
	"message": func(d draw) action.Config {
		return action.Message{To: action.Recipients{User: d.text(), Group: d.maybe()}, Text: d.maybe(), Channel: d.text(),
			Cards:  []action.Card{{Title: d.text(), Text: d.maybe(), Buttons: []action.Button{{Label: d.text(), Value: d.text()}}}},
			Images: one(d, nil, []action.Image{{URL: "https://e.com/a", Alt: d.maybe()}})}
	},
	"distribute_survey": func(d draw) action.Config {
		return action.DistributeSurvey{Method: one(d, action.SurveyByEmail, action.SurveyBySMS, action.SurveyInSMS),
			Survey: d.text(), List: d.text(), Person: d.person()}
	},
	"save_contact": func(d draw) action.Config {
		return action.SaveContact{As: one(d, action.AsEmbeddedData, action.AsTransaction), List: d.maybe(), Person: d.person()}
	},
	"ticket": func(d draw) action.Config {
		return action.Ticket{Name: d.text(), Owner: d.text(), Priority: one(d, "", "low", "critical"), Comment: d.maybe()}
	},
	"email": func(d draw) action.Config {
		return action.Email{To: []string{"a@b"}, Cc: one(d, nil, []string{"c@d"}), Subject: d.text(), Text: d.text()}
	},
	"slack": func(d draw) action.Config { return action.Slack{Channel: d.text(), Text: d.text()} },
	"web_service": func(d draw) action.Config {
		return action.WebService{Method: one(d, "POST", "PUT"), URL: "https://e.com/a?b=c&d", BodyType: one(d, action.XMLBody, action.TextBody),
			Body: d.text(), Headers: one(d, nil, map[string]action.Secret{"X-Key": "k"}), Authorization: one[action.Secret](d, "", "Basic abc")}
	},
	"sync": func(d draw) action.Config {
		return action.Sync{System: "hubspot", Object: one(d, "deal", "contact"), Operation: "update", ID: d.maybe(),
			Fields: one(d, nil, map[string]string{d.text(): d.maybe()})}
	},
}

func (d draw) person() action.Person {
	return action.Person{FirstName: d.text(), LastName: d.text(), Email: "ada@example.com", Phone: d.text(),
		EmbeddedData: one(d, nil, action.EmbeddedData{d.text(): d.maybe()})}
}

// sample returns a right config of the kind.
func sample(kind string) action.Config {
	if configs[kind] == nil {
		panic("add " + kind + " to configs in action/roundtrip_test.go")
	}
	return rapid.Custom(func(t *rapid.T) action.Config {
		draw{t}.flag() // some kinds have nothing to draw, which rapid refuses
		return configs[kind](draw{t})
	}).Example(1)
}

func TestDecodeEncode(t *testing.T) {
	t.Parallel()
	hs := every()
	for _, kind := range hs.Kinds() {
		require.Contains(t, configs, kind, "add %s to configs in action/roundtrip_test.go", kind)
	}
	for _, kind := range hs.Kinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				want := configs[kind](draw{t})
				with, err := json.Marshal(want)
				require.NoError(t, err)
				got, err := hs.Decode(kind, with)
				require.NoError(t, err, "%s", with)
				require.Equal(t, want, got)
			})
		})
	}
}

func FuzzDecode(f *testing.F) {
	hs := every()
	for i, kind := range hs.Kinds() {
		with, err := json.Marshal(sample(kind))
		require.NoError(f, err)
		f.Add(uint8(i), with)
		f.Add(uint8(i), []byte(`{"tags":[1],"users":null,"to":{"user":5},"property":"country,language"}`))
	}
	f.Add(uint8(0), []byte(`{"users":["7","7"],"channel":"\u0000"}`))
	f.Fuzz(func(t *testing.T, i uint8, with []byte) {
		kind := hs.Kinds()[int(i)%len(hs.Kinds())]
		c, err := hs.Decode(kind, with)
		if err != nil {
			for _, fault := range trigger.FieldErrors(err) {
				require.NotEmpty(t, fault.Msg)
			}
			return
		}
		// What is right has a canonical form that is right too and stays what it is.
		once, err := json.Marshal(c)
		require.NoError(t, err)
		again, err := hs.Decode(kind, once)
		require.NoError(t, err, "%s", once)
		twice, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(once), string(twice))
		for _, ev := range events() {
			if target, ok := c.(action.Targeter); ok {
				if item, err := target.Target(ev); err == nil {
					require.NotEmpty(t, item.ID)
				}
			}
		}
		for _, on := range trigger.Names() {
			_ = action.SocialConnect.Allowed(c, trigger.Trigger{On: []string{on}}, trigger.World{})
		}
	})
}
