package scripts_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
	"golang.org/x/text/search"
)

// same is whether word takes one text for the other.
func same(t *testing.T, a, b string) bool { return has(t, a, b) && has(t, b, a) }

// Letters that are the same for a search of UTS #10 that ignores case, width and marks are the same for word, and others are
// not, where both speak of letters.
func TestSameLetters(t *testing.T) {
	loose := search.New(language.Und, search.Loose)
	for _, tc := range []struct {
		want  bool
		pairs [][2]string
	}{
		{true, [][2]string{
			{"preço", "PRECO"}, {"０６２７", "0627"}, {"straße", "STRASSE"}, {"łódź", "lodz"}, {"smørrebrød", "smorrebrod"}, {"Æther", "aether"}, {"cœur", "coeur"}, {"ﬁn", "fin"},
			{"İ", "i"}, {"e\u0301", "é"}, {"ⅳ", "iv"},
			{"νόμος", "ΝΟΜΟΣ"}, {"προϊόν", "προιον"}, {"καὶ", "και"}, {"ёлка", "ЕЛКА"}, {"за\u0301мок", "замок"}, {"և", "եւ"},
			{"שָׁלוֹם", "שלום"}, {"مُشْكِلَة", "مشكلة"}, {"مشـكلة", "مشكلة"}, {"١٢٣", "123"}, {"نمی\u200Cشود", "نمیشود"},
			{"क\u094D\u200Dषमा", "क\u094Dषमा"}, {"नमस\u094D\u200Cते", "नमस\u094Dते"}, {"स\u095Cक", "स\u0921\u093Cक"}, {"१२३", "123"}, {"ৎ", "ত\u09CD\u200D"}, {"ൻ", "ന\u0D4D\u200D"}, {"༡", "1"},
			{"น\u0E49\u0E33", "น\u0E49\u0E4D\u0E32"}, {"น\u0E33", "น\u0E4D\u0E32"}, {"๕", "5"}, {"คืน\u200Bเงิน", "คืนเงิน"}, {"ນ\u0EB3", "ນ\u0ECD\u0EB2"}, {"១", "1"},
			{"が", "か\u3099"}, {"ｶﾞ", "ガ"}, {"가", "\u1100\u1161"}, {"ﾡ", "ㄱ"}, {"\uF900", "豈"},
		}},
		{false, [][2]string{
			{"мой", "мои"}, {"їжа", "іжа"}, {"ќ", "к"}, {"сўм", "сум"}, {"سؤال", "سوال"}, {"की", "क"}, {"退款", "退欵"}, {"kapi", "kapy"},
		}},
	} {
		for _, p := range tc.pairs {
			require.Equal(t, tc.want, same(t, p[0], p[1]), "ours: %+q %+q", p[0], p[1])
			require.Equal(t, tc.want, loose.EqualString(p[0], p[1]), "theirs: %+q %+q", p[0], p[1])
		}
	}
}

// Where word and the search of UTS #10 mean something else, and why.
func TestOtherLetters(t *testing.T) {
	loose := search.New(language.Und, search.Loose)
	for _, tc := range []struct {
		why   string
		ours  bool
		pairs [][2]string
	}{
		{"people write one for the other on the keyboard that they have; to a collation they are letters and signs of their own", true, [][2]string{
			{"ı", "i"}, {"don’t", "don't"}, {"צה״ל", `צה"ל`}, {"ג׳", "ג'"}, {"على", "علي"}, {"علی", "علي"}, {"کتاب", "كتاب"}, {"أحمد", "احمد"}, {"آخر", "اخر"}, {"ٱ", "ا"}, {"か゛", "が"},
		}},
		{"capitals of the same word are written so (CaseFolding.txt, CLDR hy-Upper)", true, [][2]string{{"ᾠδή", "ΩΙΔΗ"}, {"ԵՎ", "և"}}},
		{"a superscript, and a jamo by itself, is a symbol and no letter", false, [][2]string{{"m²", "m2"}, {"ㅠ", "\u1172"}}},
		{"the mark makes another letter or another word: it is no accent", false, [][2]string{{"सड़क", "सडक"}, {"फ\u093Cोन", "फोन"}, {"น้ำ", "นำ"}, {"が", "か"}, {"ൻ", "ന\u0D4D"}}},
		{"Hiragana and Katakana write different words", false, [][2]string{{"ガ", "が"}}},
	} {
		for _, p := range tc.pairs {
			require.Equal(t, tc.ours, same(t, p[0], p[1]), "ours: %+q %+q: %s", p[0], p[1], tc.why)
			require.NotEqual(t, tc.ours, loose.EqualString(p[0], p[1]), "no difference any more: %+q %+q: %s", p[0], p[1], tc.why)
		}
	}
}
