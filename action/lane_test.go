package action_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
)

func TestLaneOf(t *testing.T) {
	for _, tt := range []struct{ name, address, want string }{
		{"default port of https", "https://api.example.com/a?b=c", "https://api.example.com:443"},
		{"default port of http", "http://api.example.com", "http://api.example.com:80"},
		{"own port, capitals", "HTTPS://API.example.com:8443/a", "https://api.example.com:8443"},
		{"user and password are no part of it", "https://u:p@example.com/", "https://example.com:443"},
		{"IPv6", "http://[::1]:8080/", "http://::1:8080"},
		{"text in the path", "https://example.com/{{ mention.id }}", "https://example.com:443"},
		{"text in the query", "https://example.com/a?b={{ mention.id }}", "https://example.com:443"},
		{"text in the host", "https://{{ record.host }}/a", ""},
		{"text that may go on with the host", "https://example.com{{ record.rest }}", ""},
		{"no address", "mention", ""},
		{"nothing", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, action.LaneOf(tt.address)) })
	}
	require.Equal(t, "https://example.com:443", action.WebService{URL: "https://example.com/x"}.Lane())
}
