package action_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
)

// book is a directory that writes down what it is asked to do.
type book struct {
	contacts map[string]string // ID by address in lower case
	surveys  map[string]action.SurveyState
	fails    map[string]error // by call
	calls    []string
}

func (b *book) call(in action.Input, what string, args ...any) error {
	b.calls = append(b.calls, fmt.Sprintf("%s for %s: %s", what, in.Recipe.Owner, fmt.Sprint(args...)))
	return b.fails[what]
}

func (b *book) FindContact(_ context.Context, in action.Input, email string) (string, bool, error) {
	err := b.call(in, "find", email)
	id, ok := b.contacts[strings.ToLower(email)]
	return id, ok, err
}

func (b *book) SaveContact(_ context.Context, in action.Input, list string, p action.Person) (string, error) {
	return "C1", b.call(in, "save", list, " ", p.Email, p.Phone, " ", p.EmbeddedData)
}

func (b *book) AddTransaction(_ context.Context, in action.Input, contact string, data action.EmbeddedData) error {
	return b.call(in, "transaction", contact, " ", data)
}

func (b *book) Survey(_ context.Context, in action.Input, id string) (action.SurveyState, bool, error) {
	err := b.call(in, "survey", id)
	s, ok := b.surveys[id]
	return s, ok, err
}

func (b *book) Distribute(_ context.Context, in action.Input, d action.Distribution) (action.Distributed, error) {
	return action.Distributed{ID: "D1", Status: "sent"}, b.call(in, "distribute", d.Survey, " by ", string(d.Method), " to ", d.Contact, " of ", d.List)
}

func TestDistributor(t *testing.T) {
	t.Parallel()
	config := action.DistributeSurvey{
		Method: action.SurveyByEmail, Survey: "S1", List: "L1",
		Person: action.Person{Email: "ada@example.com", EmbeddedData: action.EmbeddedData{"Store Name": "Ghent"}},
	}
	active := map[string]action.SurveyState{"S1": {Active: true, Fields: []string{"store name", "Store Name", "Other"}}, "S2": {}}
	down := errors.New("down")
	for _, tt := range []struct {
		name, survey string
		fails        map[string]error
		err          error
		permanent    bool
		calls        []string
		output       map[string]any
	}{
		{"sent", "S1", nil, nil, false, []string{
			"survey for bob: S1", "save for bob: L1 ada@example.com map[Store Name:Ghent]", "distribute for bob: S1 by email to C1 of L1",
		}, map[string]any{"contact": "C1", "distribution": "D1", "status": "sent", "near_misses": map[string]string{"store name": "Store Name"}}},
		{"not active", "S2", nil, action.ErrSurveyNotActive, true, []string{"survey for bob: S2"}, nil},
		{"no such survey", "S3", nil, action.ErrSurveyNotActive, true, []string{"survey for bob: S3"}, nil},
		{"asking fails", "S1", map[string]error{"survey": down}, down, false, []string{"survey for bob: S1"}, nil},
		{"saving fails", "S1", map[string]error{"save": down}, down, false, []string{
			"survey for bob: S1", "save for bob: L1 ada@example.com map[Store Name:Ghent]",
		}, map[string]any{"near_misses": map[string]string{"store name": "Store Name"}}},
		{"sending fails", "S1", map[string]error{"distribute": down}, down, false, []string{
			"survey for bob: S1", "save for bob: L1 ada@example.com map[Store Name:Ghent]", "distribute for bob: S1 by email to C1 of L1",
		}, map[string]any{"contact": "C1", "near_misses": map[string]string{"store name": "Store Name"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := &book{surveys: active, fails: tt.fails}
			in := action.Input{Recipe: action.Recipe{Owner: "bob"}, Output: new(action.Output)}
			c := config
			c.Survey = tt.survey
			err := action.Distributor{Directory: b}.Handle(t.Context(), c, in)
			require.ErrorIs(t, err, tt.err)
			require.Equal(t, tt.permanent, action.IsPermanent(err))
			require.Equal(t, tt.calls, b.calls)
			require.Equal(t, tt.output, in.Output.Shown())
		})
	}
	require.Error(t, action.Distributor{}.Handle(t.Context(), config, action.Input{}))
	b := &book{surveys: active}
	require.NoError(t, action.Distributor{Directory: b}.Handle(t.Context(), config, action.Input{}), "without an output")
}

func TestContactSaver(t *testing.T) {
	t.Parallel()
	person := action.Person{FirstName: "Ada", LastName: "L", Email: "Ada@Example.com", EmbeddedData: action.EmbeddedData{"Store": "Ghent"}}
	down := errors.New("down")
	for _, tt := range []struct {
		name   string
		as     action.SaveMode
		known  map[string]string
		fails  map[string]error
		err    error
		calls  []string
		output map[string]any
	}{
		{"saved", action.AsEmbeddedData, nil, nil, nil, []string{"save for : L Ada@Example.com map[Store:Ghent]"}, map[string]any{"contact": "C1"}},
		{"saving fails", action.AsEmbeddedData, nil, map[string]error{"save": down}, down, []string{"save for : L Ada@Example.com map[Store:Ghent]"}, nil},
		{"transaction", action.AsTransaction, map[string]string{"ada@example.com": "C7"}, nil, nil,
			[]string{"find for : Ada@Example.com", "transaction for : C7 map[Store:Ghent]"}, map[string]any{"contact": "C7"}},
		{"of somebody unknown", action.AsTransaction, nil, nil, action.ErrContactNotFound, []string{"find for : Ada@Example.com"}, nil},
		{"finding fails", action.AsTransaction, nil, map[string]error{"find": down}, down, []string{"find for : Ada@Example.com"}, nil},
		{"adding fails", action.AsTransaction, map[string]string{"ada@example.com": "C7"}, map[string]error{"transaction": down}, down,
			[]string{"find for : Ada@Example.com", "transaction for : C7 map[Store:Ghent]"}, map[string]any{"contact": "C7"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := &book{contacts: tt.known, fails: tt.fails}
			in := action.Input{Output: new(action.Output)}
			err := action.ContactSaver{Directory: b}.Handle(t.Context(), action.SaveContact{As: tt.as, List: "L", Person: person}, in)
			require.ErrorIs(t, err, tt.err)
			require.Equal(t, tt.err == action.ErrContactNotFound, action.IsPermanent(err))
			require.Equal(t, tt.calls, b.calls)
			require.Equal(t, tt.output, in.Output.Shown())
		})
	}
	require.Error(t, action.ContactSaver{}.Handle(t.Context(), action.SaveContact{}, action.Input{}))
}

// A host without transactions tells when the set is loaded, beside all other faults.
func TestChecker(t *testing.T) {
	t.Parallel()
	var hs action.Handlers
	action.Handle(&hs, action.ContactSaver{NoTransactions: true})
	_, err := hs.Decode("save_contact", []byte(`{"as":"transaction","first_name":"A","last_name":"B"}`))
	require.EqualError(t, err, "email: missing\nas: \"transaction\" needs an XM Directory, which this host does not have")
	_, err = hs.Decode("save_contact", []byte(`{"as":"embedded_data","first_name":"A","last_name":"B","email":"a@b"}`))
	require.NoError(t, err)
}

func TestOutput(t *testing.T) {
	t.Parallel()
	var o action.Output
	require.Nil(t, o.All())
	o.Set("id", 1)
	o.Hide("token", "s")
	o.Set("id", 2)
	require.Equal(t, map[string]any{"id": 2}, o.Shown())
	require.Equal(t, map[string]any{"id": 2, "token": "s"}, o.All())
	o.Shown()["x"], o.All()["x"] = 1, 1
	require.Equal(t, map[string]any{"id": 2}, o.Shown())
	var none *action.Output
	none.Set("a", 1)
	none.Hide("a", 1)
	require.Nil(t, none.Shown())
	require.Nil(t, none.All())
}
