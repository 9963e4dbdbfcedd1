package webhook_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/webhook"
)

// The published example of Standard Webhooks, and Svix's own for a pair of keys.
const (
	sampleID      = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	sampleBody    = `{"test": 2432232314}`
	sampleShared  = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	samplePrivate = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
	samplePublic  = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="
	sampleV1      = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
	sampleV1a     = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="
)

var sampleTime = time.Unix(1614265330, 0)

// signed returns the headers of a signed message.
func signed(id string, at time.Time, signature string) http.Header {
	h := http.Header{}
	h.Set(webhook.IDHeader, id)
	h.Set(webhook.TimestampHeader, strconv.FormatInt(at.Unix(), 10))
	h.Set(webhook.SignatureHeader, signature)
	return h
}

func TestPublishedSignatures(t *testing.T) {
	t.Parallel()
	other := action.Secret("whsec_" + base64.StdEncoding.EncodeToString(make([]byte, 32)))
	for _, tt := range []struct {
		name    string
		secrets []action.Secret
		want    string
	}{
		{"shared", []action.Secret{sampleShared}, sampleV1},
		{"pair", []action.Secret{samplePrivate}, sampleV1a},
		{"pair, by its seed", []action.Secret{"whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc="}, sampleV1a},
		{"both", []action.Secret{sampleShared, samplePrivate}, sampleV1 + " " + sampleV1a},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := webhook.Sign(sampleID, sampleTime, []byte(sampleBody), tt.secrets...)
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
			h := signed(sampleID, sampleTime, got)
			require.NoError(t, webhook.Verify(h, []byte(sampleBody), sampleTime, 0, append(tt.secrets, other)...))
			require.ErrorIs(t, webhook.Verify(h, []byte(sampleBody), sampleTime, 0, other), webhook.ErrSignature)
		})
	}
	require.NoError(t, webhook.Verify(signed(sampleID, sampleTime, sampleV1a), []byte(sampleBody), sampleTime, 0, samplePublic))
	require.ErrorIs(t, webhook.Verify(signed(sampleID, sampleTime, sampleV1), []byte(sampleBody), sampleTime, 0, samplePublic), webhook.ErrSignature)
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		edit func(h http.Header)
		want error
	}{
		{"as it came", func(http.Header) {}, nil},
		{"no id", func(h http.Header) { h.Del(webhook.IDHeader) }, webhook.ErrUnsigned},
		{"no timestamp", func(h http.Header) { h.Del(webhook.TimestampHeader) }, webhook.ErrUnsigned},
		{"no signature", func(h http.Header) { h.Del(webhook.SignatureHeader) }, webhook.ErrUnsigned},
		{"two ids", func(h http.Header) { h.Add(webhook.IDHeader, "x") }, webhook.ErrUnsigned},
		{"two timestamps", func(h http.Header) { h.Add(webhook.TimestampHeader, "1") }, webhook.ErrUnsigned},
		{"signed timestamp", func(h http.Header) { h.Set(webhook.TimestampHeader, "+1614265330") }, webhook.ErrUnsigned},
		{"before 1970", func(h http.Header) { h.Set(webhook.TimestampHeader, "-1") }, webhook.ErrUnsigned},
		{"no number", func(h http.Header) { h.Set(webhook.TimestampHeader, "1614265330.0") }, webhook.ErrUnsigned},
		{"far away", func(h http.Header) { h.Set(webhook.TimestampHeader, "9223372036854775807") }, webhook.ErrUnsigned},
		{"a point in the id", func(h http.Header) { h.Set(webhook.IDHeader, sampleID+".1") }, webhook.ErrUnsigned},
		{"another id", func(h http.Header) { h.Set(webhook.IDHeader, "msg_x") }, webhook.ErrSignature},
		{"another second", func(h http.Header) { h.Set(webhook.TimestampHeader, "1614265331") }, webhook.ErrSignature},
		{"another way to write it", func(h http.Header) { h.Set(webhook.TimestampHeader, "01614265330") }, webhook.ErrSignature},
		{"no version", func(h http.Header) { h.Set(webhook.SignatureHeader, sampleV1[3:]) }, webhook.ErrSignature},
		{"a later version", func(h http.Header) { h.Set(webhook.SignatureHeader, "v2"+sampleV1[2:]) }, webhook.ErrSignature},
		{"the other version", func(h http.Header) { h.Set(webhook.SignatureHeader, "v1a"+sampleV1[2:]) }, webhook.ErrSignature},
		{"cut", func(h http.Header) { h.Set(webhook.SignatureHeader, sampleV1[:20]) }, webhook.ErrSignature},
		{"empty", func(h http.Header) { h.Set(webhook.SignatureHeader, "v1,") }, webhook.ErrSignature},
		{"loose base64", func(h http.Header) { h.Set(webhook.SignatureHeader, strings.Replace(sampleV1, "OE=", "OF=", 1)) }, webhook.ErrSignature},
		{"among others", func(h http.Header) { h.Set(webhook.SignatureHeader, "v2,x v1,eA== "+sampleV1) }, nil},
		{"among many", func(h http.Header) { h.Set(webhook.SignatureHeader, strings.Repeat("v1,eA== ", 31)+sampleV1) }, nil},
		{"among too many", func(h http.Header) { h.Set(webhook.SignatureHeader, strings.Repeat("v1,eA== ", 32)+sampleV1) }, webhook.ErrSignature},
		{"first of two", func(h http.Header) { h.Set(webhook.SignatureHeader, sampleV1+" v1,eA==") }, nil},
		{"joined by a comma", func(h http.Header) { h.Set(webhook.SignatureHeader, "v1,eA==,"+sampleV1) }, nil},
		{"joined by a comma, first", func(h http.Header) { h.Set(webhook.SignatureHeader, sampleV1+",v1,eA==") }, nil},
		{"joined by a comma and a space", func(h http.Header) { h.Set(webhook.SignatureHeader, "v1,eA==, "+sampleV1+", v2,x") }, nil},
		{"joined by two spaces", func(h http.Header) { h.Set(webhook.SignatureHeader, " v1,eA==  "+sampleV1+" ") }, nil},
		{"in the first of two lines", func(h http.Header) { h[webhook.SignatureHeader] = []string{sampleV1, "v1,eA=="} }, nil},
		{"in the second of two lines", func(h http.Header) { h[webhook.SignatureHeader] = []string{"v2,x", sampleV1} }, nil},
		{"in many lines", func(h http.Header) {
			h[webhook.SignatureHeader] = append(slices.Repeat([]string{"v1,eA=="}, 31), sampleV1)
		}, nil},
		{"in too many lines", func(h http.Header) {
			h[webhook.SignatureHeader] = append(slices.Repeat([]string{"v1,eA=="}, 32), sampleV1)
		}, webhook.ErrSignature},
		{"behind one that says no version", func(h http.Header) { h.Set(webhook.SignatureHeader, "eA== "+sampleV1) }, nil},
		{"of another version, behind ours", func(h http.Header) { h.Set(webhook.SignatureHeader, "v1 v2"+sampleV1[2:]) }, webhook.ErrSignature},
		{"nothing but commas", func(h http.Header) { h.Set(webhook.SignatureHeader, " , ,") }, webhook.ErrUnsigned},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := signed(sampleID, sampleTime, sampleV1)
			tt.edit(h)
			err := webhook.Verify(h, []byte(sampleBody), sampleTime, 0, sampleShared)
			require.ErrorIs(t, err, tt.want)
		})
	}
	h := signed(sampleID, sampleTime, sampleV1)
	require.ErrorIs(t, webhook.Verify(h, []byte(sampleBody+"\n"), sampleTime, 0, sampleShared), webhook.ErrSignature)
	require.Error(t, webhook.Verify(h, []byte(sampleBody), sampleTime, 0), "without a secret nothing is right")
}

// A secret that lost its final "=" when it was copied is the same secret.
func TestSecretWithoutItsEnd(t *testing.T) {
	t.Parallel()
	for n := 24; n <= 64; n++ {
		text := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("é", n)[:n]))
		for _, kind := range []string{"whsec_", "whsk_"} {
			if kind == "whsk_" && n != 32 {
				continue
			}
			whole := action.Secret(kind + text)
			for cut := strings.TrimRight(text, "="); ; cut += "=" {
				signature, err := webhook.Sign(sampleID, sampleTime, nil, action.Secret(kind+cut))
				require.NoError(t, err)
				require.NoError(t, webhook.Verify(signed(sampleID, sampleTime, signature), nil, sampleTime, 0, whole))
				if cut == text {
					break
				}
			}
		}
	}
	require.NoError(t, webhook.Verify(signed(sampleID, sampleTime, sampleV1a), []byte(sampleBody), sampleTime, 0, action.Secret(strings.TrimSuffix(samplePublic, "="))))
}

// However the signatures of two secrets are put together, a receiver that has one of them accepts the message.
func TestRotation(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.Permutation([]string{sampleV1, sampleV1a, "v1,eA==", "v2,abc", "v1a,eA=="}).Draw(t, "order")
		h := signed(sampleID, sampleTime, "")
		h.Del(webhook.SignatureHeader)
		for len(all) > 0 {
			n := rapid.IntRange(1, len(all)).Draw(t, "on one line")
			h.Add(webhook.SignatureHeader, strings.Join(all[:n], rapid.SampledFrom([]string{" ", ",", ", ", "  "}).Draw(t, "joined by")))
			all = all[n:]
		}
		require.NoError(t, webhook.Verify(h, []byte(sampleBody), sampleTime, 0, sampleShared))
		require.NoError(t, webhook.Verify(h, []byte(sampleBody), sampleTime, 0, samplePublic))
		require.ErrorIs(t, webhook.Verify(h, []byte(sampleBody+" "), sampleTime, 0, sampleShared, samplePublic), webhook.ErrSignature)
	})
}

func TestTolerance(t *testing.T) {
	t.Parallel()
	h := signed(sampleID, sampleTime, sampleV1)
	for _, tt := range []struct {
		off, tolerance time.Duration
		want           error
	}{
		{0, 0, nil},
		{5 * time.Minute, 0, nil},
		{-5 * time.Minute, 0, nil},
		{5*time.Minute + 1, 0, webhook.ErrTimestamp},
		{-5*time.Minute - 1, 0, webhook.ErrTimestamp},
		{time.Minute, time.Minute, nil},
		{time.Minute + 1, time.Minute, webhook.ErrTimestamp},
		{-time.Minute - 1, time.Minute, webhook.ErrTimestamp},
		{time.Hour, 2 * time.Hour, nil},
	} {
		err := webhook.Verify(h, []byte(sampleBody), sampleTime.Add(tt.off), tt.tolerance, sampleShared)
		require.ErrorIs(t, err, tt.want, "%v within %v", tt.off, tt.tolerance)
	}
}

func TestSecretsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	of := func(kind string, n int) action.Secret {
		return action.Secret(kind + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("hunter2!", n)[:n])))
	}
	mixed := append(ed25519.NewKeyFromSeed(make([]byte, 32))[:32:32], make([]byte, 32)...)
	for _, s := range []action.Secret{
		"", "hunter2", "whsec_", "whsec_hunter2!", "whsec_hunter2-_", of("", 32), of("whsec", 32), of("WHSEC_", 32), of("whsec_", 23), of("whsec_", 65),
		of("whsk_", 31), of("whsk_", 33), of("whpk_", 64), of("xxxx_", 32), action.Secret("whsk_" + base64.StdEncoding.EncodeToString(mixed)),
	} {
		_, err := webhook.Sign("id", sampleTime, nil, sampleShared, s)
		require.ErrorContains(t, err, "secret 2 of 2: ", "%q", string(s))
		require.NotContains(t, err.Error(), "hunter")
		again := webhook.Verify(signed(sampleID, sampleTime, sampleV1), []byte(sampleBody), sampleTime, 0, sampleShared, s)
		require.EqualError(t, again, err.Error())
	}
	_, err := webhook.Sign("id", sampleTime, nil, samplePublic)
	require.EqualError(t, err, "secret 1 of 1: a whpk_ key only verifies")
	_, err = webhook.Sign("id", sampleTime, nil)
	require.Error(t, err)
	for _, id := range []string{"", "a.b", "a b", "a\nb", "é", "\x7f"} {
		_, err = webhook.Sign(id, sampleTime, nil, sampleShared)
		require.Error(t, err, "%q", id)
	}
	_, err = webhook.Sign("id", time.Unix(-1, 0), nil, sampleShared)
	require.Error(t, err)
}

// Whatever is signed verifies, and nothing that differs in one byte does.
func TestSignVerify(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.StringMatching(`[!-\-/-~]{1,30}`).Draw(t, "id")
		at := time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "at"), 0)
		body := rapid.SliceOfN(rapid.Byte(), 0, 50).Draw(t, "body")
		key := rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "key")
		text := base64.StdEncoding.EncodeToString(key)
		public := base64.StdEncoding.EncodeToString(ed25519.NewKeyFromSeed(key)[32:])
		with, against := action.Secret("whsec_"+text), action.Secret("whsec_"+text)
		if rapid.Bool().Draw(t, "pair") {
			with, against = action.Secret("whsk_"+text), action.Secret("whpk_"+public)
		}
		signature, err := webhook.Sign(id, at, body, with)
		require.NoError(t, err)
		require.NoError(t, webhook.Verify(signed(id, at, signature), body, at, 0, against))
		switch rapid.IntRange(0, 2).Draw(t, "part") {
		case 0:
			id += "x"
		case 1:
			at = at.Add(time.Second)
		case 2:
			body = append(body, 0)
		}
		require.ErrorIs(t, webhook.Verify(signed(id, at, signature), body, at, 0, against), webhook.ErrSignature)
	})
}

func TestBodySignatures(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		secret    action.Secret
		body      string
		bytes     int
		signature string
	}{
		{"s3cr3t-client-secret", `{"id":"43769358878509009","status":"new"}`, 41, "zqzV6OiXcrz+4Z3TRW+OwEyD16y1hQMN+VypyvzY/Eo="},
		{"s3cr3t-client-secret", ``, 0, "JY2tU3ere1NkW/j0IWYVaC7LHWJdAovIXkxBZ7WVgLg="},
		{"clé-秘密", `{"message":{"content":"¿Fallo? été 🚨"}}`, 45, "W/U6UBdi0ZY01O9tYbEUtBcAeog4h38QzQr3f/BB2pQ="},
		{"clé-秘密", `{"message":{"content":"\u00bfFallo? \u00e9t\u00e9 \ud83d\udea8"}}`, 65, "QGhGbCfArL9Bq8DCL9bseIQP1ilYpFbT8jEh8y8N8hw="},
		{"s3cr3t-client-secret", `{"id":"43769358878509009","status":"new"}` + "\n", 42, "6pTQczDpfAMQJUrVEf98udm92yUjq08MzQuVgAMSeoI="},
		{"s3cr3t-client-secret", `{"text":"caída & <error de servidor>","mention_id":"43769358878509009"}`, 72, "EdPd/ZWKoViLY3yda4ki8EPM5nggvCdaPUXOGyHsbHA="},
		{"s3cr3t-client-secret", `{"mention":{"id":"43769358878509009","status":"new"}}`, 53, "wmbMN9tUhNofxfU+NiWTMaJtk/06G1Giird3KtIXXcE="},
		{"Jefe", "what do ya want for nothing?", 28, "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="}, // RFC 4231, case 2
	} {
		require.Len(t, tt.body, tt.bytes)
		require.Equal(t, tt.signature, webhook.SignBody([]byte(tt.body), tt.secret))
		require.NoError(t, webhook.VerifyBody(tt.signature, []byte(tt.body), "an older one", tt.secret))
		require.ErrorIs(t, webhook.VerifyBody(tt.signature, []byte(tt.body+" "), tt.secret), webhook.ErrSignature)
		require.ErrorIs(t, webhook.VerifyBody(tt.signature, []byte(tt.body), tt.secret+"x"), webhook.ErrSignature)
		require.ErrorIs(t, webhook.VerifyBody(tt.signature[1:], []byte(tt.body), tt.secret), webhook.ErrSignature)
		require.ErrorIs(t, webhook.VerifyBody(tt.signature, []byte(tt.body)), webhook.ErrSignature)
	}
	require.ErrorIs(t, webhook.VerifyBody("", nil, "x"), webhook.ErrSignature)
	require.ErrorIs(t, webhook.VerifyBody(webhook.SignBody(nil, ""), nil, ""), webhook.ErrSignature, "no secret at all")
}

func FuzzVerify(f *testing.F) {
	f.Add(sampleID, "1614265330", sampleV1, []byte(sampleBody))
	f.Add(sampleID, "1614265330", "v1a,x "+sampleV1a, []byte(sampleBody))
	f.Add("a.1", "99999999999999999999", "v1,, v1a,", []byte(nil))
	f.Add(sampleID, "1614265330", "v2,x\n,"+sampleV1+","+sampleV1a, []byte(sampleBody))
	f.Fuzz(func(t *testing.T, id, timestamp, signature string, body []byte) {
		h := http.Header{webhook.IDHeader: {id}, webhook.TimestampHeader: {timestamp}, webhook.SignatureHeader: strings.Split(signature, "\n")}
		err := webhook.Verify(h, body, sampleTime, 0, sampleShared, samplePublic)
		if err == nil {
			require.Equal(t, []any{sampleID, "1614265330", sampleBody}, []any{id, timestamp, string(body)}, "nobody can forge another")
		}
	})
}

func ExampleSign() {
	signature, err := webhook.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`),
		"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	fmt.Println(signature, err)
	// Output: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= <nil>
}

// A receiver in Go. While a secret is being replaced it knows both.
func ExampleVerify() {
	h := http.Header{
		"Webhook-Id":        {"msg_p5jXN8AQM9LWM0D4loKWxJek"},
		"Webhook-Timestamp": {"1614265330"},
		"Webhook-Signature": {"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
	}
	body := []byte(`{"test": 2432232314}`)
	secrets := []action.Secret{"whsec_bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXch", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
	now := time.Unix(1614265400, 0)
	fmt.Println(webhook.Verify(h, body, now, 0, secrets...))
	fmt.Println(webhook.Verify(h, append(body, ' '), now, 0, secrets...))
	fmt.Println(webhook.Verify(h, body, now.Add(time.Hour), 0, secrets...))
	// Output:
	// <nil>
	// no signature matches
	// the message is too old, or from the future
}

func ExampleSignBody() {
	fmt.Println(webhook.SignBody([]byte("what do ya want for nothing?"), "Jefe"))
	// Output: W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=
}

func ExampleVerifyBody() {
	body := []byte("what do ya want for nothing?")
	fmt.Println(webhook.VerifyBody("W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=", body, "Jefe"))
	fmt.Println(webhook.VerifyBody("W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=", body, "Jeff"))
	// Output:
	// <nil>
	// no signature matches
}
