package strictjson_test

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"strings"
	"time"
)

type (
	colour string

	Base struct {
		ID   string `json:"id"`
		Name string // without a tag the field's name counts
	}
	Deep struct {
		Rank int `json:"rank"`
	}
	hidden struct {
		Note string `json:"note"`
	}

	// kitchen has a field of every kind that can be read.
	kitchen struct {
		Base
		*Deep
		hidden
		Colour  colour               `json:"colour"`
		Open    bool                 `json:"open"`
		I8      int8                 `json:"i8"`
		I64     int64                `json:"i64"`
		U8      uint8                `json:"u8"`
		U64     uint64               `json:"u64"`
		F32     float32              `json:"f32"`
		F64     float64              `json:"f64"`
		Any     any                  `json:"any"`
		Raw     json.RawMessage      `json:"raw"`
		At      time.Time            `json:"at"`
		Ptr     *int                 `json:"ptr"`
		Far     **Base               `json:"far"`
		List    []Base               `json:"list"`
		Map     map[colour][]int     `json:"map"`
		Addr    netip.Addr           `json:"addr"`
		Bytes   []byte               `json:"bytes"`
		Secret  string               `json:"-"`
		private string               // never read
		Func    func()               `json:"func"`
		Keys    map[int]string       `json:"keys"`
		Err     error                `json:"err"`
		Levels  map[string]*shouting `json:"levels"`
	}

	// shouting is read from text.
	shouting struct{ text string }
)

func (s *shouting) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		return fmt.Errorf("nothing to shout")
	}
	s.text = strings.ToUpper(string(text))
	return nil
}
