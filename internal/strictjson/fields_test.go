package strictjson_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/stretchr/testify/require"
)

// The names of embedded fields follow encoding/json: least deep, then tagged,
// and nobody where two are equal.
func TestDecodeEmbeddedNames(t *testing.T) {
	t.Parallel()
	type Left struct {
		Same  string
		Mine  string `json:"mine"`
		Other string `json:"Tagged"`
	}
	type Right struct {
		Same   string
		Tagged string
	}
	type Loop struct {
		*Base
		Left
		Right
		Mine string `json:"mine"`
	}
	var ours, theirs Loop
	doc := []byte(`{"mine":"outer","Tagged":"left","id":"b"}`)
	require.NoError(t, strictjson.Decode(doc, &ours))
	require.NoError(t, json.Unmarshal(doc, &theirs))
	require.Equal(t, theirs, ours)
	require.Equal(t, "outer", ours.Mine)
	require.Equal(t, "left", ours.Other)

	require.EqualError(t, strictjson.Decode([]byte(`{"Same":"?"}`), &ours), `Same: unknown member "Same", did you mean "Name"?`)
}

// A tag of "-," gives the name "-". The type is made here because linters take
// that tag for a slip.
func TestDecodeDash(t *testing.T) {
	t.Parallel()
	v := reflect.New(reflect.StructOf([]reflect.StructField{{Name: "Dash", Type: reflect.TypeFor[int](), Tag: `json:"-,"`}}))
	require.NoError(t, strictjson.Decode([]byte(`{"-": 5}`), v.Interface()))
	require.Equal(t, 5, v.Elem().Field(0).Interface())
}

// Tree embeds itself.
type Tree struct {
	*Tree
	Leaf string `json:"leaf"`
}

func TestDecodeSelfEmbedding(t *testing.T) {
	t.Parallel()
	var got Tree
	require.NoError(t, strictjson.Decode([]byte(`{"leaf":"x"}`), &got))
	require.Equal(t, Tree{Leaf: "x"}, got)
}
