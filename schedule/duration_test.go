package schedule_test

import (
	"encoding/json"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/schedule"
)

func TestParseDuration(t *testing.T) {
	t.Parallel()
	const hour = time.Hour
	for _, test := range []struct {
		text      string
		want      time.Duration
		canonical string
	}{
		{"0", 0, "0s"},
		{"0w", 0, "0s"},
		{"30m", 30 * time.Minute, "30m"},
		{"60m", hour, "1h"},
		{"72h", 72 * hour, "3d"},
		{"2d", 48 * hour, "2d"},
		{"1w", 168 * hour, "1w"},
		{"168h", 168 * hour, "1w"},
		{"1w2d3h", 219 * hour, "1w2d3h"},
		{"3h2d1w", 219 * hour, "1w2d3h"},
		{"10d", 240 * hour, "1w3d"},
		{"36h", 36 * hour, "1d12h"},
		{"1.5d", 36 * hour, "1d12h"},
		{".5w", 84 * hour, "3d12h"},
		{"1.d", 24 * hour, "1d"},
		{"1d1d", 48 * hour, "2d"},
		{"7200m", 120 * hour, "5d"},
		{"1h5s", hour + 5*time.Second, "1h5s"},
		{"1h0m5s", hour + 5*time.Second, "1h5s"},
		{"1m1.5s", 61500 * time.Millisecond, "1m1.5s"},
		{"250ms", 250 * time.Millisecond, "250ms"},
		{"3us", 3 * time.Microsecond, "3µs"},
		{"3µs", 3 * time.Microsecond, "3µs"},
		{"3μs", 3 * time.Microsecond, "3µs"},
		{"1d1ns", 24*hour + 1, "1d1ns"},
		{"-1d", -24 * hour, "-1d"},
		{"-1w1ms", -168*hour - time.Millisecond, "-1w1ms"},
		{"+1d", 24 * hour, "1d"},
		{"0.333333333333333333333h", 20 * time.Minute, "20m"},
		{"9223372036854775807ns", math.MaxInt64, "15250w1d23h47m16.854775807s"},
		{"-9223372036854775808ns", math.MinInt64, "-15250w1d23h47m16.854775808s"},
		{"15250w1d23h47m16.854775807s", math.MaxInt64, "15250w1d23h47m16.854775807s"},
	} {
		t.Run(test.text, func(t *testing.T) {
			t.Parallel()
			got, err := schedule.ParseDuration(test.text)
			require.NoError(t, err)
			require.Equal(t, test.want, got.Std())
			require.Equal(t, test.canonical, got.String())
			again, err := schedule.ParseDuration(test.canonical)
			require.NoError(t, err)
			require.Equal(t, got, again, "the canonical text means the same")
		})
	}
}

func TestParseDurationFaults(t *testing.T) {
	t.Parallel()
	const form = "want a number and a unit, such as 30m, 2d or 1w"
	const units = "a number without a unit (w, d, h, m, s, ms, us or ns)"
	const long = "longer than 292 years"
	for _, test := range []struct{ text, want string }{
		{"", `duration "": ` + form},
		{"-", `duration "-": ` + form},
		{"+-1d", `duration "+-1d": ` + form},
		{"d", `duration "d": ` + form},
		{".d", `duration ".d": ` + form},
		{"soon", `duration "soon": ` + form},
		{" 1d", `duration " 1d": ` + form},
		{"30", `duration "30": ` + units},
		{"1d30", `duration "1d30": ` + units},
		{"1..5d", `duration "1..5d": ` + units},
		{"1d ", `duration "1d ": unknown unit "d ", want w, d, h, m, s, ms, us or ns`},
		{"1y", `duration "1y": unknown unit "y", want w, d, h, m, s, ms, us or ns`},
		{"1D", `duration "1D": unknown unit "D", want w, d, h, m, s, ms, us or ns`},
		{"1d-2h", `duration "1d-2h": unknown unit "d-", want w, d, h, m, s, ms, us or ns`},
		{"1" + strings.Repeat("x", 99), `duration "1` + strings.Repeat("x", 39) + `": unknown unit "` + strings.Repeat("x", 20) + `", want w, d, h, m, s, ms, us or ns`},
		{"15251w", `duration "15251w": ` + long},
		{"9223372036854775808ns", `duration "9223372036854775808ns": ` + long},
		{"9223372036854775809ns", `duration "9223372036854775809ns": ` + long},
		{"-9223372036854775809ns", `duration "-9223372036854775809ns": ` + long},
		{"99999999999999999999999s", `duration "99999999999999999999999s": ` + long},
		{"15250w15250w", `duration "15250w15250w": ` + long},
		{"-9223372036854775808ns9223372036854775808ns", `duration "-9223372036854775808ns922337203685477580": ` + long},
		{"15250.9w", `duration "15250.9w": ` + long},
	} {
		t.Run(test.text, func(t *testing.T) {
			t.Parallel()
			got, err := schedule.ParseDuration(test.text)
			require.EqualError(t, err, test.want)
			require.Zero(t, got)
		})
	}
}

func TestDurationJSON(t *testing.T) {
	t.Parallel()
	var v struct {
		After schedule.Duration `json:"after"`
		Every schedule.Duration `json:"every,omitempty"`
	}
	require.NoError(t, json.Unmarshal([]byte(`{"after":"48h"}`), &v))
	require.Equal(t, 48*time.Hour, v.After.Std())
	text, err := json.Marshal(v)
	require.NoError(t, err)
	require.Equal(t, `{"after":"2d"}`, string(text))

	require.Error(t, json.Unmarshal([]byte(`{"after":"tomorrow"}`), &v))
	require.Error(t, json.Unmarshal([]byte(`{"after":30}`), &v))
	require.Equal(t, 48*time.Hour, v.After.Std(), "a wrong text leaves the value alone")
}

// Every duration has one text, which means the duration, and whose units go down and are never zero.
func TestDurationRoundTrip(t *testing.T) {
	t.Parallel()
	canonical := regexp.MustCompile(`^-?([1-9]\d*w)?([1-6]d)?(([1-9]|1\d|2[0-3])h)?(([1-9]|[1-5]\d)m)?(\d+(\.\d+)?(s|ms|µs|ns))?$`)
	rapid.Check(t, func(t *rapid.T) {
		step := rapid.SampledFrom([]int64{1, 1e9, 3600e9, 86400e9}).Draw(t, "step")
		d := schedule.Duration(rapid.Int64().Draw(t, "n") / step * step)
		text := d.String()
		require.Regexp(t, canonical, text)
		again, err := schedule.ParseDuration(text)
		require.NoError(t, err)
		require.Equal(t, d, again, text)
	})
}

// hoursOf is an independent reading of d and w: as Go's hours.
func hoursOf(text string) (time.Duration, error) {
	return time.ParseDuration(regexp.MustCompile(`(\d+)([dw])`).ReplaceAllStringFunc(text, func(part string) string {
		times := 24
		if strings.HasSuffix(part, "w") {
			times = 168
		}
		return strings.Repeat(part[:len(part)-1]+"h", times)
	}))
}

func TestParseDurationModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[+-]?(\d{1,6}(w|d|h|m|s|ms|us|µs|ns)){1,5}`).Draw(t, "text")
		want, wantErr := hoursOf(text)
		got, err := schedule.ParseDuration(text)
		require.Equal(t, wantErr == nil, err == nil, "%s: %v", text, err)
		require.Equal(t, want, got.Std(), text)
	})
}

func FuzzParseDuration(f *testing.F) {
	for _, seed := range []string{"30m", "1w2d3h", "-1.5d", "9223372036854775807ns", "0", "", "1d1", ".s", "5µs", "15250.9w"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := schedule.ParseDuration(text)
		if std, stdErr := time.ParseDuration(text); stdErr == nil && len(text) < 38 { // a sum of longer parts may wrap there
			require.NoError(t, err, "what the standard library takes")
			require.Equal(t, std, got.Std())
		}
		if err != nil {
			require.Zero(t, got)
			return
		}
		again, err := schedule.ParseDuration(got.String())
		require.NoError(t, err)
		require.Equal(t, got, again, "%q is %q", text, got)
	})
}
