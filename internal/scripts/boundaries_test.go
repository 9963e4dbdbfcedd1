package scripts_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/clipperhouse/uax29/v2/words"
	"github.com/stretchr/testify/require"
)

// texts is sentences of every script, and what words are written beside.
var texts = []string{
	"La app falla: ¿qué pasa? 3.14 e-mail l'erreur uno_dos 1ª vez xⁿ falla² Qualtrics™ 🔥fuego🔥",
	"Το δέμα δεν έχει έρθει, παρακαλώ", "Я всё утро жду посылку, проблема пробле\u0301ма", "Բարև ձեզ, պատվեր", `שלום לצה"ל וג'ינס`, "أنتظر الطرد منذ الصباح، مُشْكِلَة ١٢٣",
	"क्षमा कीजिए, पैसे वापस", "টাকা ফেরত দিন হঠাৎ", "பணத்தைத் திருப்பித் தாருங்கள்", "నా డబ్బు తిరిగి ఇవ్వండి", "ನನ್ನ ಹಣ", "എന്റെ പണം തിരികെ തരൂ", "මගේ මුදල් ආපසු දෙන්න",
	"བོད་སྐད་དང་བཀྲ་ཤིས", "ช่วยคืนเงินให้ด้วยเกม", "ກະລຸນາຄືນເງິນໃຫ້ແດ່ວຽກ", "សូមសងប្រាក់មកខ្ញុំវិញ", "ငွေပြန်အမ်းပေးပါသတ္တု", "ꦲꦏ꧀ꦱꦫꦗꦮ", "ᬅᬓ᭄ᬱᬭᬩᬮᬶ",
	"请把钱退给我，谢谢iPhone坏了", "キャンセルして返金をお願いします", "환불을 받고 싶어요 안녕ㅠㅠ iPhone이 3월에",
}

// gap is a place between two runes of a text.
type gap struct {
	before, after rune
}

func (g gap) either(test func(rune) bool) bool { return test(g.before) || test(g.after) }

func unspaced(r rune) bool {
	return r == 'ー' || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Javanese, unicode.Balinese)
}

func letterLike(r rune) bool { return unicode.In(r, unicode.L, unicode.M, unicode.Nd) }

// difference is where the boundaries of package filter are others than those of UAX #29, and why.
type difference struct {
	why    string
	ours   bool // the boundary is ours, and not theirs
	where  func(g gap) bool
	number int // how often it came up
}

func wordDifferences() []*difference {
	return []*difference{
		{why: "UAX #29 leaves scripts without spaces to a dictionary and keeps Katakana together; a term may begin and end between any two clusters",
			ours: true, where: func(g gap) bool { return unspaced(g.before) && unspaced(g.after) }},
		{why: "UAX #29 parts a word after a stacker and beside a vowel that is no mark, where it leaves scripts to a dictionary; a cluster is never cut",
			where: func(g gap) bool {
				return strings.ContainsRune("\u0E3A\u0EBA\u17D2\u1039\uA9C0\u1B44เแโใไເແໂໃໄ", g.before) || strings.ContainsRune("ะาำๅະາຳຽ", g.after)
			}},
		{why: "UAX #29 keeps apostrophes, full stops, colons, underscores and Hebrew quotes within a word; people look for either part, and for both with what is between",
			ours: true, where: func(g gap) bool { return g.either(unicode.IsPunct) }},
		{why: "to UAX #29 a raised letter is a letter; 1ª holds the word 1",
			ours: true, where: func(g gap) bool { return g.either(func(r rune) bool { return r == 'ª' || r == 'ⁿ' }) }},
		{why: "to UAX #29 a jamo typed by itself is a letter; it is laughter, or tears",
			ours: true, where: func(g gap) bool { return g.either(func(r rune) bool { return 0x3131 <= r && r <= 0x318E }) }},
	}
}

// gaps calls a function with every place of a text between two runes that can be seen, and tells whether a term may end and
// another begin there.
func gaps(t *testing.T, text string, each func(at int, g gap, ours bool)) {
	t.Helper()
	for at := range text {
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at:])
		if at == 0 || unicode.IsSpace(before) || unicode.IsSpace(after) || unicode.In(before, unicode.Cf) || unicode.In(after, unicode.Cf) {
			continue
		}
		each(at, gap{before, after}, has(t, text, text[:at]) && has(t, text, text[at:]))
	}
}

// Where a term may end and the next begin is where UAX #29 has a boundary of words, and every difference has a reason.
func TestWordBoundaries(t *testing.T) {
	differences := wordDifferences()
	same := 0
	for _, text := range texts {
		theirs := map[int]bool{}
		for it := words.FromString(text); it.Next(); {
			theirs[it.Start()] = true
		}
		gaps(t, text, func(at int, g gap, ours bool) {
			if !g.either(letterLike) {
				return
			}
			if ours == theirs[at] {
				same++
				return
			}
			for _, d := range differences {
				if d.ours == ours && d.where(g) {
					d.number++
					return
				}
			}
			t.Errorf("%s|%s: a boundary of ours is %v, of UAX #29 %v", text[:at], text[at:], ours, theirs[at])
		})
	}
	require.Greater(t, same, 300)
	for _, d := range differences {
		require.Positive(t, d.number, "never seen: %s", d.why)
	}
}

// No term ends within a grapheme cluster of letters, to begin another.
func TestClusters(t *testing.T) {
	within := 0
	for _, text := range texts {
		whole := map[int]bool{}
		for it := graphemes.FromString(text); it.Next(); {
			whole[it.Start()] = true
		}
		gaps(t, text, func(at int, g gap, ours bool) {
			if whole[at] || !letterLike(g.before) {
				return
			}
			within++
			require.False(t, ours, "%s|%s is cut", text[:at], text[at:])
		})
	}
	require.Greater(t, within, 80)
}
