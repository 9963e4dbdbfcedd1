package action_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
)

func TestNearMisses(t *testing.T) {
	t.Parallel()
	data := action.EmbeddedData{"Store Name": "x", "Ciudad": "x", "A-B": "x"}
	tests := []struct {
		name   string
		data   action.EmbeddedData
		survey []string
		want   map[string]string
	}{
		{"the very same", data, []string{"Store Name", "Ciudad"}, nil},
		{"letter case", data, []string{"store name"}, map[string]string{"store name": "Store Name"}},
		{"spaces and punctuation", data, []string{"Store_Name", "Store  Name ", "AB"},
			map[string]string{"Store_Name": "Store Name", "Store  Name ": "Store Name", "AB": "A-B"}},
		{"another field", data, []string{"Shop"}, nil},
		{"a letter more", data, []string{"Store Names"}, nil},
		{"nothing but signs", action.EmbeddedData{"#": "x"}, []string{"?"}, nil},
		{"no fields", data, nil, nil},
		{"no data", nil, []string{"x"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, tt.data.NearMisses(tt.survey))
		})
	}
}
