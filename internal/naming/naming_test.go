package naming_test

import (
	"testing"

	"github.com/commis-recipes/commis/internal/naming"
	"github.com/stretchr/testify/require"
)

func TestCheck(t *testing.T) {
	const control, nul = "holds a control character or is not valid UTF-8", "holds the control character U+0000"
	for _, tt := range []struct{ name, text, want, wantText string }{
		{"a name", "Bürozeiten 2", "", ""},
		{"empty", "", "", ""},
		{"a line break", "a\nb", control, ""},
		{"U+0085, a control character of two bytes", "a\u0085", control, ""},
		{"NUL", "a\x00", control, nul},
		{"no UTF-8", "a\xff", control, control},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want(t, tt.want, naming.Check(tt.text))
			want(t, tt.wantText, naming.CheckText(tt.text))
		})
	}
}

func want(t *testing.T, text string, err error) {
	t.Helper()
	if text == "" {
		require.NoError(t, err)
		return
	}
	require.EqualError(t, err, text)
}

func TestNumbered(t *testing.T) {
	for _, tt := range []struct {
		name, given string
		n, most     int
		want        string
	}{
		{"short", "vip", 2, 10, "vip-2"},
		{"just fits", "vip", 10, 6, "vip-10"},
		{"cut", "vip", 10, 5, "vi-10"},
		{"cut between characters", "vié", 2, 5, "vi-2"},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, naming.Numbered(tt.given, tt.n, tt.most)) })
	}
}
