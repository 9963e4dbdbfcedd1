package recipe_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A list with a record that nobody can identify resolves nothing that it might be, and starts nothing anew.
func TestUnidentifiedRecord(t *testing.T) {
	for _, odd := range []string{`{"error":"timeout"}`, `{"number":null}`, `{"number":""}`, `{"number":true}`, `{"number":{}}`, `{}`, `null`, `[]`, `"INC1"`, `7`} {
		t.Run(odd, func(t *testing.T) {
			k, f := polled(t, approvals)
			f.items = []string{ticket("INC1", "Laptop"), ticket("INC3", "Mouse")}
			k.Until(nine)
			f.items = []string{ticket("INC2", "Phone"), odd, `{"number":"INC3","state":"approved"}`}
			k.Sleep(nine.Add(30 * time.Minute))
			f.items = []string{ticket("INC1", "Laptop"), ticket("INC2", "Phone")}
			k.Until(nine.Add(24 * time.Hour))
			require.Equal(t, []string{"09:00 INC1: Laptop", "09:00 INC3: Mouse", "09:30 INC2: Phone", "10:00 INC1: Laptop", "10:30 INC2: Phone", "11:00 INC1: Laptop", "11:30 INC2: Phone"}, sent(k),
				"INC1 goes on, INC3 was seen to be approved")
		})
	}
}

// One number is one key, however it is written, and the text of its digits too; other texts are what they are.
func TestKeysOfRecords(t *testing.T) {
	once := strings.Replace(approvals, `,
		"repeat":{"every":"60m","times":3}`, "", 1)
	for _, tt := range []struct {
		a, b string
		same bool
	}{
		{`1001`, `"1001"`, true},
		{`1001`, `1001.0`, true},
		{`1001.00`, `1.001e3`, true},
		{`"1001"`, `1001E+0`, true},
		{`100`, `1e2`, true},
		{`0`, `-0.0`, true},
		{`0`, `0e99999999999999999999`, false}, // an exponent beyond all bounds stays
		{`0.05`, `5e-2`, true},
		{`-1.50`, `"-1.5"`, true},
		{`12345678901234567890`, `12345678901234567890.0`, true},
		{`12345678901234567890`, `1.234567890123456789e19`, true},
		{`9007199254740993`, `9007199254740992`, false},
		{`"1001.0"`, `1001`, false},
		{`"1.10"`, `"1.1"`, false},
		{`"01"`, `1`, false},
		{`1`, `10`, false},
		{`0.1`, `0.01`, false},
		{`1`, `-1`, false},
		{`1e20`, `"100000000000000000000"`, true},
	} {
		t.Run(tt.a+" "+tt.b, func(t *testing.T) {
			k, f := polled(t, once)
			for i, key := range []string{tt.a, tt.b, tt.a} {
				f.items = []string{fmt.Sprintf(`{"number":%s,"state":"waiting","approver":"ada","title":"x"}`, key)}
				k.Until(nine.Add(time.Duration(i) * 30 * time.Minute))
			}
			want := 3
			if tt.same {
				want = 1
			}
			require.Len(t, k.Calls(), want)
		})
	}
}

// A record is gone when it was missing in so many polls in a row.
func TestGoneAfter(t *testing.T) {
	const gone, fail, odd, other = "gone", "fail", "odd", "other"
	for _, tt := range []struct {
		name  string
		after int
		polls []string // from 09:30 on, every half an hour; then it is there again
		same  bool     // it is the record that it was
	}{
		{"once of one", 1, []string{gone}, false},
		{"once of none said", 0, []string{gone}, false},
		{"once of two", 2, []string{gone}, true},
		{"twice of two", 2, []string{gone, gone}, false},
		{"twice, not in a row", 2, []string{gone, "", gone, "", gone}, true},
		{"twice of three", 3, []string{gone, gone}, true},
		{"three of three", 3, []string{gone, gone, gone}, false},
		{"a poll that fails does not count", 2, []string{gone, fail, fail, fail}, true},
		{"and does not begin anew", 2, []string{gone, fail, fail, fail, gone}, false},
		{"nor does one that cannot be told", 2, []string{gone, odd, odd}, true},
		{"nor begins that anew", 2, []string{gone, odd, gone}, false},
		{"there and no longer matching", 2, []string{other}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(approvals, `"key":"number"`, fmt.Sprintf(`"key":"number","gone_after":%d`, tt.after), 1)
			text = strings.Replace(text, `,
		"repeat":{"every":"60m","times":3}`, "", 1)
			k, f := polled(t, text)
			here := []string{ticket("INC1", "Laptop")}
			f.items = here
			k.Until(nine)
			at := nine
			for _, what := range append(tt.polls, "") {
				at = at.Add(30 * time.Minute)
				f.items, f.err = here, nil
				switch what {
				case gone:
					f.items = nil
				case odd:
					f.items = []string{`{"error":"x"}`}
				case other:
					f.items = []string{`{"number":"INC1","state":"done"}`}
				case fail:
					f.err = errors.New("503")
				}
				k.Until(at)
			}
			want := 2
			if tt.same {
				want = 1
			}
			require.Len(t, k.Calls(), want)
		})
	}
}

func TestGoneAfterIsChecked(t *testing.T) {
	k, _ := polled(t)
	for _, n := range []int{-1, 101} {
		err := k.Engine.Check(parse(t, set(strings.Replace(approvals, `"key":"number"`, fmt.Sprintf(`"key":"number","gone_after":%d`, n), 1))))
		require.EqualError(t, err, fmt.Sprintf("recipe approvals: trigger.poll.gone_after: %d is not 1 to 100", n))
	}
}
