package filter_test

import (
	"strings"
	"testing"
	"time"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// strip is text(x) as a template writes it.
func strip(t require.TestingT, s string) string {
	var c filter.Compiler
	tpl, err := c.Template("{{ text(mention.content) }}", filter.Plain)
	require.NoError(t, err)
	got, err := tpl.Render(filter.NewView(about(s, nil)))
	require.NoError(t, err)
	return got
}

// What is left of HTML.
func TestMarkup(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, in, want string }{
		{"plain", "La app falla", "La app falla"},
		{"entities", "Tom &amp; Ada &lt;3 &#8364;5 &#x20AC;6 &eacute; &nope; &", "Tom & Ada <3 €5 €6 é &nope; &"},
		{"inline tags", "<b>fal</b>la <a href='x'>aquí</a>", "falla aquí"},
		{"blocks", "<p>Hola</p><p>La app<br>falla</p>", "Hola\nLa app\nfalla"},
		{"cells", "<table><tr><td>a</td><td>b</td></tr></table>", "a\nb"},
		{"space", "  <div>\n  a \t b\n\n c&nbsp; d </div>\n", "a b\nc d"},
		{"script", "a<script>var x = '<b>no</b>';</script>b", "ab"},
		{"script in capitals", "a<SCRIPT type='x'>no</ScRiPt >b", "ab"},
		{"script that is not closed", "a<script>no", "a"},
		{"script with another's end", "a<script>no</scripty>no</script>b", "ab"},
		{"style", "<style>p { color: red }</style>a", "a"},
		{"comment", "a<!-- <b>no</b> -->b<!---->c<!-->d", "abcd"},
		{"comment that is not closed", "a<!-- b>c", "ac"},
		{"doctype", "<!DOCTYPE html><html><head><title>T</title></head><body>a</body></html>", "T\na"},
		{"processing", "a<?xml version='1'?>b<![CDATA[c]]>d", "abd"},
		{"> in an attribute", `a<img alt="x > y" src=z>b`, "ab"},
		{"quote in a value without quotes", `a<img alt=x"y>b">c`, `ab">c`},
		{"quote that is not closed", `a<img alt="x>b`, "ab"},
		{"two of them", `a<img alt="x>b<img alt='y>c`, "abc"},
		{"less than", "a < b and c > d, 1<2>0", "a < b and c > d, 1<2>0"},
		{"heart", "I <3 you <br> too", "I <3 you\ntoo"},
		{"address", "Ada <ada@example.org> <https://example.org/x> <mailto:a@b.c>", "Ada <ada@example.org> <https://example.org/x> <mailto:a@b.c>"},
		{"tag that is not closed", "a <b and nothing", "a <b and nothing"},
		{"nothing in brackets", "a <> </> < b>", "a <> </> < b>"},
		{"office", "a<o:p>&nbsp;</o:p>b", "a b"},
		{"a reference over a tag", "a &am<b></b>p; b", "a &amp; b"},
		{"what becomes a tag", "&lt;b&gt;a&lt;/b&gt;", "<b>a</b>"},
		{"tag in a tag", "<scr<script>no</script>ipt>a", "<script>a"},
		{"bytes that are no letters", "\xff<b>\xfe</b>", "\xff\xfe"},
		{"only tags", "<p> </p>", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			require.Equal(t, tc.want, strip(t, tc.in))
		})
	}
}

// In tests, what is missing stays missing, and a text is text.
func TestMarkupInTests(t *testing.T) {
	t.Parallel()
	ev := about("<p>La app</p><p>fal<b>la</b> &amp; m&aacute;s</p>", nil)
	for _, s := range []string{`word(text(mention.content), "app falla", "x")`, `text(mention.content) contains "falla & más"`, `not word(mention.content, "falla")`, `text(mention.title) == nil`, `contains_text(text(mention.content), "APP FALLA")`} {
		require.True(t, match(t, text(s), ev), s)
	}
}

// No tag of words survives, and text between tags does, whatever they are.
func TestMarkupProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var in, want strings.Builder
		words := rapid.SampledFrom([]string{"a", "bé", "文"})
		tags := rapid.SampledFrom([]string{"<b>", "</b>", "<i class=\"x > y\">", "<span a=b>", "<!-- <p> -->", "<script>a</script>", "<style>b{}</style >", "<IMG SRC='a'/>"})
		for range rapid.IntRange(0, 8).Draw(t, "pieces") {
			if rapid.Bool().Draw(t, "tag") {
				in.WriteString(tags.Draw(t, "which"))
				continue
			}
			w := words.Draw(t, "word")
			in.WriteString(w)
			want.WriteString(w)
		}
		require.Equal(t, want.String(), strip(t, in.String()))
	})
}

// Whatever the text, it is read in linear time: what would be slow otherwise is counted in bytes, and half a MB of it takes no
// second.
func TestMarkupIsLinear(t *testing.T) {
	for _, s := range []string{"<", "<a ", "<a>", `<a ="`, `<a ="x`, `<a =">x"`, `<a ='">`, "<!--", "<!", "<script>", "<script></", "<style></styl", "&", "&a", "&amp;", "<a/", "<a =\"'>", " \n", "</", `<a="x" `, "<" + strings.Repeat("a", 60)} {
		for _, end := range []string{"", ">", `">`, `"`, "-->", "</script>"} {
			began := time.Now()
			strip(t, strings.Repeat(s, longer(1<<17, 1<<19, 1<<19)/len(s))+end)
			require.Less(t, time.Since(began), slowest, "%q and then %q", s, end)
		}
	}
}

func FuzzMarkup(f *testing.F) {
	for _, s := range []string{"<p>a</p>", `<a ="x>`, "<!-- a", "<script>a</script", "&#0;&lt", "<o:p/>", "a<b c='", "\xff<\x00>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := strip(t, s)
		require.Equal(t, strings.TrimSpace(got), got)
		if !strings.ContainsAny(s, "<&") {
			require.Equal(t, strings.Join(strings.Fields(s), ""), strings.Join(strings.Fields(got), ""), "text without markup only changes its space")
		}
		require.LessOrEqual(t, len(got), 3*len(s), "it does not grow, but for bytes that are no letters")
	})
}

// Of content that is HTML, words and parts are those that a reader sees; patterns and == see it as it is, also when an index
// asks.
func TestWordsOfHTML(t *testing.T) {
	t.Parallel()
	const content = `<p class="refund">My ser<b>ver</b> is&nbsp;down</p><style>urgent</style>`
	for _, tc := range []struct {
		filter     string
		html, text bool // what it says when the content is HTML, and when it is not
	}{
		{`word(mention.content, "server")`, true, false},
		{`word(mention.content, "refund")`, false, true},
		{`words(mention.content, "server", "down")`, true, false},
		{`exact(mention.content, "server")`, true, false},
		{`contains_text(mention.content, "SERVER is down")`, true, false},
		{`contains_text(mention.content, "<b>")`, false, true},
		{`starts_with(mention.content, "my")`, true, false},
		{`ends_with(mention.content, "down")`, true, false},
		{`is_text(mention.content, "my server is down")`, true, false},
		{`mention.content matches "ser<b>ver"`, true, true},
		{`mention.content matches "refund"`, true, true},
		{`mention.content contains "urgent"`, true, true},
		{`mention.content startsWith "<p"`, true, true},
		{`mention.content matches "server"`, false, false},
		{`word(mention.content, "urgent") or mention.content matches "urgent"`, true, true},
		{`mention.html`, true, false},
	} {
		t.Run(tc.filter, func(t *testing.T) {
			t.Parallel()
			var c filter.Compiler
			p, err := c.Compile(text(tc.filter))
			require.NoError(t, err)
			x := filter.Internals().NewIndex([]matching.Rule[*filter.Program]{{Trigger: trigger.Trigger{On: []string{trigger.OnNewItem}, AllTopics: true}, Program: p}})
			for html, want := range map[bool]bool{true: tc.html, false: tc.text} {
				ev := trigger.Event{ID: "e", Kind: trigger.MentionCreated, At: noon, Mention: &trigger.Mention{ID: "m", Content: content, HTML: html}, Case: &trigger.Case{ID: "c", Tags: []string{"a"}}}
				v := filter.NewView(ev)
				got, err := p.Match(v)
				require.NoError(t, err)
				require.Equal(t, want, got, "html: %v", html)
				require.Equal(t, !want, p.Explain(v) != nil)
				for _, view := range []*filter.View{v, filter.NewView(ev)} { // what a program made is there, and not
					found := false
					for _, h := range x.Match(view) {
						ok, _ := p.Match(view)
						found = h.Sure || ok
					}
					require.Equal(t, want, found, "indexed, html: %v", html)
				}
			}
		})
	}
}
