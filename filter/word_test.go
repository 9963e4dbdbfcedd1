package filter_test

import (
	"strconv"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// has reports whether a function of words finds the terms in the text.
func has(t testing.TB, function, content string, terms ...string) bool {
	t.Helper()
	call := function + "(mention.content"
	for _, s := range terms {
		call += ", " + strconv.Quote(s)
	}
	return match(t, text(call+")"), trigger.Event{Mention: &trigger.Mention{Content: content}})
}

func TestWord(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, content, term string
		want                bool
	}{
		// The examples of the domain.
		{"upper case", "La app FALLA", "falla", true},
		{"within another word", "estoy resfallado", "falla", false},
		{"start of a word", "una fallada", "falla", false},
		{"phrase", "veo un error de servidor aquí", "error de servidor", true},
		{"phrase cut", "error de servidores", "error de servidor", false},
		{"accent left out", "quiero cancelar suscripcion", "cancelar suscripción", true},
		{"accent in the text", "CANCELAR SUSCRIPCIÓN", "cancelar suscripcion", true},
		{"cedilla", "PREÇO", "preco", true},
		{"full width", "ref ０６２７ ok", "0627", true},
		{"full width term", "ref 0627 ok", "０６２７", true},
		{"hashtag", "mira #falla", "falla", true},
		{"at sign", "hola @falla!", "falla", true},
		{"hashtag in the term", "mira #falla", "#falla", true},
		{"hashtag only in the term", "mira falla", "#falla", false},
		// White space.
		{"line breaks", "error\r\n\t de  servidor", "error de servidor", true},
		{"no-break space", "error\u00a0de\u202fservidor", "error de servidor", true},
		{"ideographic space", "error\u3000de servidor", "error de servidor", true},
		{"space in the term", "error de servidor", "  error \n de servidor ", true},
		{"without space", "errorde servidor", "error de servidor", false},
		{"a control character", "error \x00de servidor", "error de servidor", false},
		{"two of them", "\x00\x00error de\x00 servidor", "error de", true},
		{"no space", "error\x00\x00de", "error de", false},
		// Boundaries.
		{"whole text", "falla", "falla", true},
		{"start", "falla todo", "falla", true},
		{"end", "todo falla", "falla", true},
		{"full stop", "falla.", "falla", true},
		{"underscore", "error_de_servidor", "servidor", true},
		{"hyphen", "e-mail", "mail", true},
		{"hyphen in the term", "por e-mail hoy", "e-mail", true},
		{"hyphen missing", "por email hoy", "e-mail", false},
		{"no-break hyphen", "por e\u2011mail", "e-mail", true},
		{"apostrophe", "l'erreur", "erreur", true},
		{"curly apostrophe", "don’t do it", "don't", true},
		{"modifier apostrophe", "donʼt do it", "don't", true},
		{"prime", "don′t do it", "don't", true},
		{"acute accent as apostrophe", "don´t do it", "don't", true},
		{"acute accent in the term", "don't do it", "don´t", true},
		{"word behind a modifier apostrophe", "lʼerreur", "erreur", true},
		{"quote in the term", "dijo “falla” ayer", `dijo "falla" ayer`, true},
		{"angle quotes in the text", "dijo «falla» ayer", `dijo "falla" ayer`, true},
		{"low quotes in the text", "dijo „falla“ ayer", `dijo "falla" ayer`, true},
		{"digit after", "falla2", "falla", false},
		{"digit before", "2falla", "falla", false},
		{"digits in a code", "error500", "500", false},
		{"digits alone", "error 500!", "500", true},
		{"emoji", "🔥falla🔥", "falla", true},
		{"emoji with a selector", "❤️falla❤️", "falla", true},
		{"keycap", "1️⃣falla", "falla", true},
		{"flag", "🇪🇸falla🇪🇸", "falla", true},
		{"family", "👨‍👩‍👧falla👨‍👩‍👧", "falla", true},
		{"emoji as the term", "todo 🔥🔥", "🔥", true},
		{"emoji with and without a selector", "te ❤ mucho", "❤️", true},
		{"zero width joiner", "falla\u200dx", "falla", true},
		{"zero width non-joiner", "x\u200cfalla", "falla", true},
		{"zero width space", "falla\u200bx", "falla", true},
		{"byte order mark", "\ufefffalla", "falla", true},
		{"soft hyphen", "fal\u00adla", "falla", true},
		{"NUL", "falla\x00x", "falla", true},
		{"invalid UTF-8", "\xfffalla\xc3", "falla", true},
		{"invalid UTF-8 within", "fal\xffla", "falla", false},
		{"found later", "fallas fallax falla", "falla", true},
		{"found after itself", "aa aaa a", "a", true},
		{"only in longer ones", "fallas fallax", "falla", false},
		{"symbols", "uso C++ hoy", "c++", true},
		{"symbols before a letter", "uso C++x", "c++", true},
		{"symbols cut", "uso objectiveC++", "c++", false},
		// Prefixes and quotes.
		{"prefix", "fallando", "fall*", true},
		{"prefix alone", "fall", "fall*", true},
		{"prefix not at the start", "resfall", "fall*", false},
		{"prefix of a phrase", "error de servidores", "error de serv*", true},
		{"star within", "a fa*la b", "fa*la", true},
		{"quotes", "error de servidor", `"error de servidor"`, true},
		{"curly quotes", "error de servidor", "“error de servidor”", true},
		{"low quotes", "error de servidor", "„error de servidor“", true},
		{"angle quotes", "error de servidor", "«error de servidor»", true},
		{"star behind quotes", "fallando", `"fall"*`, true},
		{"star behind curly quotes", "fallando", "“fall”*", true},
		{"star within quotes", "fallando", `"fall*"`, true},
		{"only curly quotes", "di “” ya", "“”", true},
		{"only quotes", `di "" ya`, `""`, true},
		// Latin.
		{"decomposed text", "cafe\u0301", "café", true},
		{"decomposed term", "café", "cafe\u0301", true},
		{"n", "mañana", "manana", true},
		{"sharp s", "Straße", "STRASSE", true},
		{"sharp s in the term", "strasse", "straße", true},
		{"capital sharp s", "STRAẞE", "straße", true},
		{"stroke", "Łódź", "lodz", true},
		{"o with stroke", "smørrebrød", "smorrebrod", true},
		{"oe", "cœur", "coeur", true},
		{"ae", "Æther", "aether", true},
		{"ligature", "eﬃcient", "efficient", true},
		{"superscript", "m²", "m²", true},
		{"superscript is no digit", "m²", "m2", false},
		{"word before a superscript", "falla²", "falla", true},
		{"word before a footnote", "falla①", "falla", true},
		{"word before a raised letter", "fallaⁿ", "falla", true},
		{"word before half", "falla½", "falla", true},
		{"ordinal", "la 1ª vez", "1", true},
		{"ordinal in the term", "la 1ª vez", "1ª", true},
		{"trade mark", "Qualtrics™", "qualtrics", true},
		{"trade mark in the term", "uso QUALTRICS™ hoy", "Qualtrics™", true},
		{"trade mark within", "Qualtrics™XM", "qualtrics", true},
		{"service mark", "ACME℠", "acme", true},
		{"registered", "Acme®", "acme", true},
		{"letters in circles", "Ⓐfalla", "falla", true},
		{"capital in a circle", "Ⓐ", "ⓐ", true},
		{"square unit", "5㎏", "5", true},
		{"full width letters", "ＦＡＬＬＡ２", "falla2", true},
		{"full width letters cut", "ＦＡＬＬＡ２", "falla", false},
		{"mathematical letters", "𝐟𝐚𝐥𝐥𝐚", "falla", true},
		{"Roman numeral", "tomo Ⅳ", "iv", true},
		{"Kelvin in a word", "falla\u212a", "falla", false},
		{"dotted I", "İSTANBUL", "istanbul", true},
		{"dotless i", "KAPI", "kapı", true},
		{"long s", "ſeſſion", "session", true},
		{"Kelvin sign", "\u212aelvin", "kelvin", true},
		{"Vietnamese", "Tiếng Việt", "tieng viet", true},
		{"letters stacked with marks", "f\u0334\u0321\u0301a\u0300\u0300lla", "falla", true},
		// Other alphabets.
		{"final sigma", "ΟΔΟΣ", "οδος", true},
		{"final sigma in the text", "οδος", "ΟΔΟΣ", true},
		{"Greek tonos", "ΚΑΛΗΜΕΡΑ", "καλημέρα", true},
		{"Cyrillic", "Не РАБОТАЕТ", "работает", true},
		{"short i is another letter", "мой", "мои", false},
		{"short i decomposed", "мои\u0306", "мой", true},
		{"Hindi", "बिजली की समस्या", "की", true},
		{"Hindi without its mark", "बिजली की समस्या", "क", false},
		{"Hindi cut before a mark", "की", "क", false},
		{"Hindi other word", "बिजलीघर", "बिजली", false},
		{"Arabic", "هناك مشكلة هنا", "مشكلة", true},
		{"Arabic drawn out", "مشـــكلة", "مشكلة", true},
		{"Arabic drawn out in the term", "مشكلة", "مشـكلة", true},
		{"mark of direction", "\u200fمشكلة\u200e", "مشكلة", true},
		{"mark of direction within", "fal\u200ela \u061cx", "falla x", true},
		{"word joiner", "fal\u2060la", "falla", true},
		{"byte order mark within", "fal\ufeffla", "falla", true},
		{"Arabic with an article", "المشكلة", "مشكلة", false},
		{"Arabic vowel marks", "كَتَبَ", "كتب", true},
		{"Hebrew", "יש תקלה", "תקלה", true},
		{"Korean", "서버 오류 발생", "오류", true},
		{"Korean within a word", "서버오류", "오류", false},
		{"Korean other syllable", "각 갑", "가", false},
		{"Korean with an ending", "가방을", "가방", true},
		{"Korean end of a word", "책가방", "가방", false},
		{"Korean decomposed", "\u1109\u1165\u1107\u1165 오류", "서버", true},
		{"Persian joiner in the term", "نمی\u200cخواهم", "نمی\u200cخواهم", true},
		{"Tamil", "சேவை இல்லை", "சேவை", true},
		// Scripts without spaces.
		{"Chinese", "我的服务器坏了", "服务器", true},
		{"Chinese absent", "我的服务坏了", "服务器", false},
		{"Latin in Chinese", "我的iPhone坏了", "iphone", true},
		{"Latin cut in Chinese", "我的iPhones坏了", "iphone", false},
		{"Chinese beside Latin", "iPhone坏了", "坏了", true},
		{"Japanese", "サーバーエラーです", "エラー", true},
		{"half width kana", "ｻｰﾊﾞｰｴﾗｰ", "サーバー", true},
		{"kana with another sound", "かばん", "は", false},
		{"kana decomposed", "か\u3099", "が", true},
		{"kana base alone", "が", "か", false},
		{"Thai", "เซิร์ฟเวอร์ล่มแล้ว", "ล่ม", true},
		{"Thai without its mark", "กี", "ก", false},
		{"Lao", "ເຄື່ອງບໍ່ເຮັດວຽກ", "ບໍ່", true},
		{"Khmer", "ម៉ាស៊ីនខូច", "ខូច", true},
		{"Burmese", "ဆာဗာပျက်နေတယ်", "ပျက်", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, has(t, "word", tc.content, tc.term), "%q in %q", tc.term, tc.content)
		})
	}
}

func TestWordsWantsAll(t *testing.T) {
	t.Parallel()
	require.True(t, has(t, "words", "la app falla hoy", "falla", "app"))
	require.False(t, has(t, "words", "la app falla hoy", "falla", "web"))
	require.True(t, has(t, "word", "la app falla hoy", "web", "app"))
	require.False(t, has(t, "word", "la app falla hoy", "web", "ap"))
}

func TestContainsText(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, content, part string
		want                bool
	}{
		{"within a word", "resfallado", "FALLA", true},
		{"with its space", "una  falla", "a  f", true},
		{"another space", "una \u00a0\n falla", "una falla", true},
		{"two spaces of the part", "una falla", "una\t\tfalla", true},
		{"no space", "unafalla", "una falla", false},
		{"accents stay", "suscripción", "suscripcion", false},
		{"accented capitals", "SUSCRIPCIÓN", "suscripción", true},
		{"compatibility forms stay", "０６２７", "0627", false},
		{"sharp s", "STRASSE", "straße", true},
		{"long s", "ſo", "SO", true},
		{"Kelvin sign", "5 \u212a", "5 k", true},
		{"dotted I", "İstanbul", "istanbul", true},
		{"dotless i", "kapı", "KAPI", true},
		{"final sigma", "ΟΔΟΣ", "οδος", true},
		{"star is a star", "falla", "fall*", false},
		{"star found", "fall*", "ALL*", true},
		{"a space", "a b", " ", true},
		{"any of several", "b", "a", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, has(t, "contains_text", tc.content, tc.part))
		})
	}
	require.True(t, has(t, "contains_text", "b", "a", "B"))
}

// No letter differs from another case of itself, alone or in a word.
func TestCaseOfEveryLetter(t *testing.T) {
	t.Parallel()
	var c filter.Compiler
	v := filter.NewView(trigger.Event{})
	for r := rune('A'); r <= unicode.MaxRune; r++ {
		next := unicode.SimpleFold(r)
		if next == r || !unicode.IsLetter(r) || !unicode.IsLetter(next) {
			continue
		}
		for _, function := range []string{"word", "contains_text"} {
			p, err := c.Compile(text(function + `(mention.content, "x` + string(r) + `x")`))
			require.NoError(t, err, "%U", r)
			v.Reset(trigger.Event{Mention: &trigger.Mention{Content: "X" + string(next) + "X"}})
			ok, err := p.Match(v)
			require.NoError(t, err)
			require.True(t, ok, "%s: %U %c and %U %c", function, r, r, next, next)
		}
	}
}

// alphabet holds what makes words hard.
var alphabet = []rune("aáÁAbBñç e\u0301 1２_-'’#\u200d\u00adßſıİ😀❤\ufe0f\u20e3łæk\u212aΣςσйи\u0306कीका服务カｶﾞか\u3099ーกี가각\n\u3000*²½①ªⁿ™㎏Ⓐⓐ´ʼ′“”«\"\u0640\u200e\ufeffΐςёѝևանأیکשׁ׳क\u094d\u093cত\u09cdৎന\u0d4dൻน\u0e4d\u0e49\u0e32ำເຽខ\u17d2ស\u1039\u103aꦏ\ua9c0가ㅠᄀ\u1161\u200b\u200c٣゛")

func TestWordAgainstNaive(t *testing.T) {
	t.Parallel()
	var c filter.Compiler
	v := filter.NewView(trigger.Event{})
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.SampledFrom(alphabet)
		content := rapid.StringOfN(letters, 0, 14, -1).Draw(t, "content")
		term := rapid.StringOfN(letters, 1, 4, -1).Draw(t, "term")
		if rapid.Bool().Draw(t, "taken from the text") {
			r := []rune(content)
			i := rapid.IntRange(0, len(r)).Draw(t, "from")
			j := rapid.IntRange(i, len(r)).Draw(t, "to")
			term = string(r[i:j])
		}
		checkWord(t, &c, v, content, term)
	})
}

// checkWord compares word and exact with the naive search, unless the term is one that does not compile.
func checkWord(t require.TestingT, c *filter.Compiler, v *filter.View, content, term string) {
	if !utf8.ValidString(term) {
		return // in an expression "\xff" is the letter U+00FF
	}
	v.Reset(trigger.Event{Mention: &trigger.Mention{Content: content}})
	for function, fold := range map[string]func(string) string{"word": naiveFold, "exact": naiveExact} {
		p, err := c.Compile(text(function + "(mention.content, " + strconv.Quote(term) + ")"))
		if err != nil {
			bare, _ := naiveTerm(term, fold)
			require.Empty(t, bare, "%s: %q: %v", function, term, err)
			continue
		}
		got, err := p.Match(v)
		require.NoError(t, err)
		require.Equal(t, naiveFind(content, term, fold), got, "%s: %+q in %+q", function, term, content)
	}
}
