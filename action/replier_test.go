package action_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
)

func TestReplier(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, event string
		mode        action.ReplyMode
		calls       []string
		skip        action.Reason
	}{
		{"for approval", "mention", action.ForApproval, []string{"queue Hello"}, ""},
		{"as a draft", "mention", action.AsDraft, []string{"draft Hello"}, ""},
		{"at once", "mention", action.Immediate, []string{"send Hello"}, ""},
		{"to another service", "lone mention", action.Immediate, nil, action.ServiceMismatch},
		{"to a case", "new case", action.Immediate, nil, action.MentionsOnly},
	}
	var service string
	r := action.Replier{Send: func(_ context.Context, _ action.Input, r action.Reply) error { service = r.Service; return nil }}
	require.NoError(t, r.Handle(t.Context(), action.Reply{Message: "Hello", Mode: action.Immediate}, action.Input{Event: events()["mention"]}))
	require.Equal(t, "twitter", service, "the mention's own")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var h host
			does := func(what string) func(context.Context, action.Input, action.Reply) error {
				return func(_ context.Context, _ action.Input, r action.Reply) error { return h.call(what, r.Message) }
			}
			r := action.Replier{Queue: does("queue"), Draft: does("draft"), Send: does("send")}
			c := action.Reply{Message: "Hello", Mode: tt.mode, Service: action.Twitter}
			err := r.Handle(t.Context(), c, action.Input{Event: events()[tt.event]})
			reason, _ := action.SkipReason(err)
			require.Equal(t, tt.skip, reason)
			require.Equal(t, tt.skip == "", err == nil)
			require.Equal(t, tt.calls, h.calls)

			if tt.skip == "" {
				err = action.Replier{}.Handle(t.Context(), c, action.Input{Event: events()[tt.event]})
				require.EqualError(t, err, "the host has no function for a reply in mode "+string(tt.mode))
				require.True(t, action.IsPermanent(err))
			}
		})
	}
}

// A service that was filled in is a service, whatever it is made of: with {{ in it, it is another one than the mention's.
func TestReplierJudgesFinalServices(t *testing.T) {
	t.Parallel()
	for _, service := range []string{"{{", "{{twitter}}", "twitter{{", "email"} {
		err := action.Replier{}.Handle(t.Context(), action.Reply{Message: "Hello", Mode: action.Immediate, Service: service}, action.Input{Event: events()["mention"]})
		reason, _ := action.SkipReason(err)
		require.Equal(t, action.ServiceMismatch, reason, service)
	}
}

func TestPrivateReplier(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		config action.PrivateReply
		call   string
	}{
		{"message", action.PrivateReply{Message: "hi"}, "message hi"},
		{"csat", action.PrivateReply{Survey: action.CSAT}, "survey csat"},
		{"nps", action.PrivateReply{Survey: action.NPS}, "survey nps"},
		{"flow", action.PrivateReply{Flow: "welcome"}, "flow welcome"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := host{fails: map[string]error{tt.call: errDown}}
			r := action.PrivateReplier{
				Message: func(_ context.Context, _ action.Input, text string) error { return h.call("message", text) },
				Survey:  func(_ context.Context, _ action.Input, s action.Survey) error { return h.call("survey", string(s)) },
				Flow:    func(_ context.Context, _ action.Input, flow string) error { return h.call("flow", flow) },
			}
			require.Equal(t, errDown, r.Handle(t.Context(), tt.config, action.Input{}))
			require.Equal(t, []string{tt.call}, h.calls)

			err := action.PrivateReplier{}.Handle(t.Context(), tt.config, action.Input{})
			require.EqualError(t, err, "the host has no function for this private reply")
			require.True(t, action.IsPermanent(err))
		})
	}
}

func TestRemover(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, event string
		how         action.Removal
		calls       []string
		skip        action.Reason
	}{
		{"delete", "mention", action.Delete, []string{"delete mention/m1"}, ""},
		{"hide", "mention", action.Hide, []string{"hide mention/m1"}, ""},
		{"block", "mention", action.BlockAuthor, []string{"block a1"}, ""},
		{"block nobody", "lone mention", action.BlockAuthor, nil, action.NoAuthor},
		{"delete a case", "new case", action.Delete, nil, action.MentionsOnly},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var h host
			r := action.Remover{
				Delete:      func(_ context.Context, in action.Input) error { return h.call("delete", in.Item.String()) },
				Hide:        func(_ context.Context, in action.Input) error { return h.call("hide", in.Item.String()) },
				BlockAuthor: func(_ context.Context, _ action.Input, author string) error { return h.call("block", author) },
			}
			ev := events()[tt.event]
			in := action.Input{Event: ev, Item: ev.Item()}
			err := r.Handle(t.Context(), action.Remove{How: tt.how}, in)
			reason, _ := action.SkipReason(err)
			require.Equal(t, tt.skip, reason)
			require.Equal(t, tt.skip == "", err == nil)
			require.Equal(t, tt.calls, h.calls)

			if tt.skip == "" {
				err = action.Remover{}.Handle(t.Context(), action.Remove{How: tt.how}, in)
				require.EqualError(t, err, "the host has no function for removal by "+string(tt.how))
				require.True(t, action.IsPermanent(err))
			}
		})
	}
}

func ExampleReplier() {
	r := action.Replier{Queue: func(_ context.Context, in action.Input, r action.Reply) error {
		fmt.Printf("for approval, on %s: %s\n", in.Item, r.Message)
		return nil
	}}
	ev := events()["mention"]
	in := action.Input{Event: ev, Item: ev.Item()}
	c := action.Reply{Message: "We are on it.", Mode: action.ForApproval, Service: action.Twitter}
	fmt.Println(r.Handle(context.Background(), c, in))

	c.Service = action.Facebook // the mention is from twitter
	fmt.Println(r.Handle(context.Background(), c, in))
	// Output:
	// for approval, on mention/m1: We are on it.
	// <nil>
	// skipped: service_mismatch
}

func ExamplePrivateReplier() {
	r := action.PrivateReplier{Survey: func(_ context.Context, in action.Input, s action.Survey) error {
		fmt.Println(s, "survey to the customer of", in.Item)
		return nil
	}}
	ev := events()["case"]
	err := r.Handle(context.Background(), action.PrivateReply{Survey: action.CSAT}, action.Input{Event: ev, Item: ev.Item()})
	fmt.Println(err)
	// Output:
	// csat survey to the customer of case/5
	// <nil>
}

func ExampleRemover() {
	r := action.Remover{BlockAuthor: func(_ context.Context, in action.Input, author string) error {
		fmt.Println("block", author, "on", in.Event.Mention.Service)
		return nil
	}}
	err := r.Handle(context.Background(), action.Remove{How: action.BlockAuthor}, action.Input{Event: events()["mention"]})
	fmt.Println(err)
	// Output:
	// block a1 on twitter
	// <nil>
}
