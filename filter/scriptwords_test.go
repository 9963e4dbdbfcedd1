package filter_test

import (
	"testing"

	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

// scriptWord is a term, a text, and whether word finds the one in the other.
type scriptWord struct {
	text, term string
	want       bool
}

// scriptWords is ordinary words of each script, as people write them to a helpdesk: what must be found, and what must not.
var scriptWords = map[string][]scriptWord{
	"Greek": {
		{"ΠΡΟΒΛΗΜΑ", "πρόβλημα", true}, {"η παραγγελία μου", "παραγγελια", true}, {"ΠΡΟΪΟΝΤΑ", "προϊόντα", true}, {"το προϊόν", "προιον", true},
		{"λογαριασμός", "ΛΟΓΑΡΙΑΣΜΟΣ", true}, {"καὶ", "και", true}, {"επιστροφή χρημάτων", "ΕΠΙΣΤΡΟΦΗ ΧΡΗΜΑΤΩΝ", true}, {"ᾠδή", "ΩΙΔΗ", true},
		{"δω\u0301ρο", "δώρο", true}, {"χρήματα", "χρήμα", false}, {"τηλέφωνο", "φωνο", false}, {"τηλέφωνα", "τηλεφων*", true}, {"νόμος", "νομός", true}, {"καλό", "καλός", false},
	},
	"Cyrillic": {
		{"пробле\u0301ма", "проблема", true}, {"всё ещё нет", "все еще", true}, {"ЁЛКА", "елка", true}, {"елка", "ёлка", true}, {"за\u0301мок", "замок", true},
		{"замовлення", "ЗАМОВЛЕННЯ", true}, {"не ѝ казвай", "и", true}, {"доставка", "достав*", true},
		{"мой заказ", "мои", false}, {"їжа", "іжа", false}, {"ќерка", "керка", false}, {"сўм", "сум", false}, {"доставка", "ставка", false},
	},
	"Armenian": {
		{"ես և դու", "եւ", true}, {"ԵՎ", "և", true}, {"ԵՒ", "և", true}, {"Եվրոպա", "Եւրոպա", true}, {"Բարև ձեզ", "ԲԱՐԵՎ", true}, {"բարեւ", "բարև", true},
		{"պատվեր", "ՊԱՏՎԵՐ", true}, {"գումարը", "գումար*", true}, {"գումարը", "գումար", false}, {"պատվեր", "պատվ", false}, {"արև", "և", false}, {"գետ", "գեւտ", false},
	},
	"Hebrew": {
		{"שָׁלוֹם", "שלום", true}, {"שלום לכם", "שָׁלוֹם", true}, {"צה״ל", `צה"ל`, true}, {"ג'ינס", "ג׳ינס", true}, {"כֶּסֶף", "כסף", true}, {"\uFB2Aבת", "שבת", true},
		{"חבילה גדולה", "חבילה", true}, {"הזמנות", "הזמנ*", true}, {"החבילה", "חבילה", false}, {"הזמנה", "הזמנ", false}, {"שלום", "שלומ", false}, {"צהל", `צה"ל`, false},
	},
	"Arabic": {
		{"مُشْكِلَة", "مشكلة", true}, {"أحمد", "احمد", true}, {"إلى اللقاء", "الى", true}, {"آخر", "اخر", true}, {"مشـــكلة", "مشكلة", true}, {"على", "علي", true},
		{"کتاب", "كتاب", true}, {"رقم ١٢٣", "123", true}, {"طلبات", "طلب*", true}, {"ٱلطلب", "الطلب", true}, {"\uFEFB", "لا", true}, {"ا\u0654حمد", "أحمد", true},
		{"سؤال", "سوال", false}, {"شئ", "شي", false}, {"المشكلة", "مشكلة", false}, {"طلبات", "طلب", false}, {"مشكله", "مشكلة", false},
	},
	"Persian": {
		{"نمی\u200Cخواهم", "نمیخواهم", true}, {"نمي\u200Cخواهم", "نمی\u200Cخواهم", true}, {"کتاب\u200Cها", "كتابها", true}, {"پول من", "پول", true}, {"شماره ۱۲۳", "123", true},
		{"علی", "علي", true}, {"سفارش\u200C؟", "سفارش", true}, {"کووید\u200C۱۹", "کووید", true}, {"ه\u200D", "ه", true},
		{"نیم\u200Cشده", "شده", false}, {"می\u200Cشود", "شود", false}, {"کتاب\u200Cها", "کتاب", false}, {"سفارشم", "سفارش", false}, {"خانه\u200Cای", "خانه", false},
	},
	"Devanagari": {
		{"क\u094D\u200Dषमा", "क्षमा", true}, {"श\u094D\u200Cरी", "श्री", true}, {"स\u095Cक", "स\u0921\u093Cक", true}, {"\u095Eोन", "फ\u093Cोन", true}, {"क्रमांक १२३", "123", true},
		{"ऑर्डर रद्द करें", "रद्द करें", true}, {"बिजली नहीं है", "बिजली", true}, {"पैसे", "पैस*", true}, {"धन्यवाद।", "धन्यवाद", true},
		{"क\u094D\u200Dषमा", "षमा", false}, {"पैसा", "पैस", false}, {"धन्यवाद", "धन्य", false}, {"प्रश्न", "रश्न", false}, {"हिंदी", "हिंद", false},
	},
	"Bengali": {
		{"হঠাত\u09CD\u200D", "হঠাৎ", true}, {"হঠাৎ", "হঠাত\u09CD\u200D", true}, {"উত\u09CD\u200Dসব", "উৎসব", true}, {"র\u200D\u09CDযাব", "র\u09CDযাব", true}, {"টাকা ফেরত", "টাকা", true},
		{"স\u09DCক", "স\u09A1\u09BCক", true}, {"১০০ টাকা", "100", true}, {"ক\u09C7\u09BEন", "কোন", true}, {"টাকার", "টাকা*", true},
		{"হঠাত\u09CD", "হঠাৎ", false}, {"টাকার", "টাকা", false}, {"বিদ্যুৎ", "দ্যুৎ", false}, {"কি", "ক", false},
	},
	"Malayalam": {
		{"അവന\u0D4D\u200D", "അവൻ", true}, {"അവൻ", "അവന\u0D4D\u200D", true}, {"പാഴ്സല\u0D4D\u200D", "പാഴ്സൽ", true}, {"നന\u0D4D\u200Dമ", "നൻമ", true}, {"നാള\u0D4D\u200D", "നാൾ", true},
		{"പണം തിരികെ", "പണം", true}, {"൧൨൩", "123", true}, {"മലയാളം", "മലയാള*", true}, {"ക\u0D46\u0D3E", "കൊ", true},
		{"അവന\u0D4D", "അവൻ", false}, {"വെള്ളം", "വെള്ള", false}, {"എന്റെ", "എന്റ", false}, {"നന\u0D4D\u200Dമ", "മ", false},
	},
	"Other scripts of India": {
		{"ශ\u0DCA\u200Dරී ලංකා", "ශ\u0DCAරී", true}, {"ಬ\u0CCD\u200Dಯಾಂಕ", "ಬ\u0CCDಯಾಂಕ", true}, {"பணம் வேண்டும்", "பணம்", true}, {"డబ్బు తిరిగి", "డబ్బు", true}, {"નંબર ૧૨૩", "123", true},
		{"ਪੈਸੇ ਵਾਪਸ", "ਵਾਪਸ", true}, {"ଟଙ୍କା", "ଟଙ୍କା", true}, {"හ\u0DD9\u0DCFද", "හොද", true},
		{"பணம்", "பண", false}, {"డబ్బులు", "డబ్బు", false}, {"ශ\u0DCA\u200Dරී", "රී", false}, {"પૈસા", "પૈસ", false},
	},
	"Tibetan": {
		{"བོད་སྐད་", "སྐད", true}, {"བོད་སྐད་", "བོད", true}, {"བོད\u0F0Cསྐད", "བོད་སྐད", true}, {"བཀྲ་ཤིས་བདེ་ལེགས", "བདེ་ལེགས", true}, {"༡༢༣", "123", true}, {"དངུལ།", "དངུལ", true},
		{"སྐད", "ད", false}, {"བཀྲ་ཤིས", "ཤི", false}, {"བུདྡྷ", "བུད", false}, {"ཨོཾ", "ཨོ", false}, {"བཀྲ་ཤིས", "བཀྲ་ཤིས་", false},
	},
	"Thai": {
		{"ขอคืนเงินด้วย", "คืนเงิน", true}, {"น\u0E49\u0E4D\u0E32ดื่ม", "น้ำ", true}, {"น\u0E4D\u0E49\u0E32", "น\u0E49\u0E33", true}, {"ท\u0E4D\u0E32งาน", "ทำงาน", true}, {"คืน\u200Bเงิน", "คืนเงิน", true},
		{"คืน\u2060เงิน", "คืนเงิน", true}, {"๕๐๐ บาท", "500", true}, {"ขอบคุณครับ", "ครับ", true}, {"แอปiPhoneเสีย", "iphone", true}, {"ราคา500บาท", "500", true},
		{"กา", "ก", false}, {"น้ำ", "น", false}, {"น้ำ", "น้", false}, {"เกม", "กม", false}, {"พุท\u0E3Aธ", "ธ", false}, {"ปี", "ป", false},
	},
	"Lao": {
		{"ນ\u0EC9\u0EB3", "ນ\u0ECD\u0EC9\u0EB2", true}, {"ນ\u0EC9\u0ECD\u0EB2", "ນ\u0EC9\u0EB3", true}, {"ຄ\u0EB3", "ຄ\u0ECD\u0EB2", true}, {"ຂອບໃຈຫຼາຍໆ", "ຂອບໃຈ", true}, {"ເຮັດວຽກ", "ວຽກ", true},
		{"ຄືນ\u200Bເງິນ", "ຄືນເງິນ", true}, {"ຄືນເງິນ", "ເງິນ", true}, {"໑໒໓", "123", true},
		{"ກະລຸນາ", "ກ", false}, {"ວຽກ", "ວ", false}, {"ເງິນ", "ງິນ", false}, {"ບໍ່", "ບໍ", false},
	},
	"Khmer": {
		{"សូមសងប្រាក់វិញ", "ប្រាក់", true}, {"ប្រាក់\u200Bវិញ", "ប្រាក់វិញ", true}, {"លេខ ១២៣", "123", true}, {"ភាសាខ្មែរ", "ខ្មែរ", true}, {"ភាសាខ្មែរ", "ភាសា", true}, {"អរគុណច្រើន", "អរគុណ", true},
		{"ក\u17B4ន", "កន", true}, {"ទឹកស្អាត", "ទឹក", true},
		{"ខ្លា", "លា", false}, {"ខ្លា", "ខ", false}, {"ខ្លា", "ខ\u17D2", false}, {"ខ្មែរ", "មែរ", false}, {"ព្រឹក", "រឹក", false}, {"ទឹក", "ទ", false},
	},
	"Burmese": {
		{"ငွေပြန်အမ်းပေးပါ", "ငွေ", true}, {"ငွေပြန်အမ်းပေးပါ", "အမ်း", true}, {"ပျက်နေတယ်", "နေ", true}, {"မြန်မာ", "မာ", true}, {"နံပါတ် ၁၂၃", "123", true}, {"ကျေးဇူး\u200Bတင်ပါတယ်", "ကျေးဇူးတင်", true},
		{"\u1025\u102Eး", "\u1026း", true}, {"မရောက်သေးဘူး", "ဘူး", true},
		{"သတ္တု", "တု", false}, {"သတ္တု", "သတ", false}, {"ဗုဒ္ဓ", "ဓ", false}, {"မြန်မာ", "မ", false}, {"ပျက်", "ပျက", false},
	},
	"Javanese": {
		{"ꦧꦱꦗꦮ", "ꦗꦮ", true}, {"ꦧꦱꦗꦮ", "ꦧꦱ", true}, {"ꦲꦏ꧀ꦱꦫꦗꦮ", "ꦲꦏ꧀ꦱꦫ", true}, {"ꦲꦏ꧀ꦱꦫꦗꦮ", "ꦗꦮ", true}, {"꧑꧒꧓", "123", true}, {"ꦧꦱ\u200Bꦗꦮ", "ꦧꦱꦗꦮ", true}, {"ꦩꦠꦸꦂ ꦤꦸꦮꦸꦤ꧀", "ꦤꦸꦮꦸꦤ꧀", true},
		{"ꦲꦏ꧀ꦱꦫ", "ꦱꦫ", false}, {"ꦲꦏ꧀ꦱꦫ", "ꦲꦏ", false}, {"ꦏꦺ", "ꦏ", false}, {"ꦥꦿ", "ꦥ", false}, {"ꦤꦸꦮꦸꦤ꧀", "ꦤꦸꦮꦸꦤ", false},
	},
	"Balinese": {
		{"ᬩᬲᬩᬮᬶ", "ᬩᬮᬶ", true}, {"ᬩᬲᬩᬮᬶ", "ᬩᬲ", true}, {"ᬅᬓ᭄ᬱᬭᬩᬮᬶ", "ᬩᬮᬶ", true}, {"ᬅᬓ᭄ᬱᬭᬩᬮᬶ", "ᬅᬓ᭄ᬱᬭ", true}, {"᭑᭒᭓", "123", true}, {"\u1B05\u1B35", "\u1B06", true}, {"ᬲᬸᬓ᭄ᬱ᭄ᬫ", "ᬲᬸᬓ᭄ᬱ᭄ᬫ", true},
		{"ᬅᬓ᭄ᬱᬭ", "ᬱᬭ", false}, {"ᬲᬸᬓ᭄ᬱ᭄ᬫ", "ᬫ", false}, {"ᬩᬮᬶ", "ᬩᬮ", false}, {"ᬅᬓ᭄ᬱᬭ", "ᬅᬓ᭄", false},
	},
	"Korean": {
		{"환불 원해요", "환불", true}, {"환불해 주세요", "환불", true}, {"환불을 받고 싶어요", "환불", true}, {"배송 지연이 너무 심해요", "배송 지연", true}, {"안녕ㅠㅠ", "안녕", true}, {"ㅋㅋ환불ㅋㅋ", "환불", true},
		{"웃겨ㅋㅋㅋ", "ㅋㅋ", true}, {"아이폰ㄷㄷ", "아이폰", true}, {"iPhone이 고장", "iphone", true}, {"3월에", "3월", true}, {"하\u3161", "하", true}, {"안ﾤ", "안", true},
		{"재환불", "환불", false}, {"교환해 주세요", "환불", false}, {"아ㄴ", "안", false}, {"아ﾤ", "안", false}, {"안", "아ㄴ", false}, {"하ㅣ", "해", false}, {"각", "가", false}, {"고장났어요", "났어요", false},
	},
	"Japanese": {
		{"か゛す", "がす", true}, {"ｶﾞｽ", "ガス", true}, {"カ゛ス", "ガス", true}, {"は゜ん", "ぱん", true}, {"ﾊﾟﾝ", "パン", true}, {"返金をお願いします", "返金", true}, {"サーバーエラーです", "エラー", true},
		{"キャンセルしたい", "キャンセル", true}, {"１２３円", "123", true}, {"返\u200B金", "返金", true},
		{"かばん", "は", false}, {"か゛す", "か", false}, {"がす", "ガス", false}, {"返品", "返金", false}, {"あ゛", "あ", false},
	},
	"Chinese": {
		{"请退款谢谢", "退款", true}, {"退\u200B款", "退款", true}, {"我的iPhone坏了", "iphone", true}, {"订单１２３号", "123", true}, {"\uF900", "豈", true}, {"客服，退款", "退款", true}, {"二〇二六年", "二〇二六", true}, {"𠮷野家", "野家", true},
		{"服务", "服务器", false}, {"電話", "电话", false}, {"客服，退款", "客服退款", false}, {"我的iPhones坏了", "iphone", false},
	},
}

func TestScriptWords(t *testing.T) {
	t.Parallel()
	for name, words := range scriptWords {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := 0
			for _, w := range words {
				require.Equal(t, w.want, has(t, "word", w.text, w.term), "%s in %s: %+q in %+q", w.term, w.text, w.term, w.text)
				require.Equal(t, w.want, naiveWords(w.text, w.term), "the naive search: %+q in %+q", w.term, w.text)
				require.False(t, !w.want && has(t, "exact", w.text, w.term), "exact: %+q in %+q", w.term, w.text)
				require.True(t, has(t, "exact", w.text, w.text), "exact: %+q", w.text)
				if w.want {
					found++
				}
			}
			require.GreaterOrEqual(t, found, 6, "words that are found")
			require.GreaterOrEqual(t, len(words)-found, 3, "words that are not found")
		})
	}
}

// Keywords of a tree are found in Korean with the endings that are written onto them.
func TestKoreanKeywords(t *testing.T) {
	t.Parallel()
	keywords := tree(test("mention.content", "contains_any", "환불", "배송 지연"))
	for content, want := range map[string]bool{
		"환불 원해요": true, "환불해 주세요": true, "환불을 받고 싶어요": true, "배송 지연이 너무 심해요": true, "교환해 주세요": false,
	} {
		require.Equal(t, want, match(t, keywords, trigger.Event{Mention: &trigger.Mention{Content: content}}), content)
	}
}

// What was wrong once: text and term as code points.
func TestScriptCodePoints(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, text, term string
		want             bool
	}{
		{"jamo after a Korean word", "\uC548\uB3FC\uC694\u3160\u3160", "\uC548\uB3FC\uC694", true},
		{"a Khmer word does not begin below", "\u1781\u17D2\u179B\u17B6", "\u179B\u17B6", false},
		{"a joiner in a Hindi word", "\u0915\u094D\u200D\u0937\u092E\u093E", "\u0937\u092E\u093E", false},
		{"a Hindi word with a joiner", "\u0915\u094D\u200D\u0937\u092E\u093E", "\u0915\u094D\u0937\u092E\u093E", true},
		{"khanda ta as it was spelled", "\u09B9\u09A0\u09BE\u09A4\u09CD\u200D", "\u09B9\u09A0\u09BE\u09CE", true},
		{"half of a Persian word", "\u0646\u0645\u06CC\u200C\u0634\u0648\u062F", "\u0634\u0648\u062F", false},
		{"an unseen space between Thai words", "\u0E04\u0E37\u0E19\u200B\u0E40\u0E07\u0E34\u0E19", "\u0E04\u0E37\u0E19\u0E40\u0E07\u0E34\u0E19", true},
		{"a word joiner between Thai words", "\u0E04\u0E37\u0E19\u2060\u0E40\u0E07\u0E34\u0E19", "\u0E04\u0E37\u0E19\u0E40\u0E07\u0E34\u0E19", true},
		{"am of Lao in two", "\u0E99\u0EC9\u0EB3", "\u0E99\u0ECD\u0EC9\u0EB2", true},
		{"a sound mark by itself", "\u304B\u309B\u3059", "\u304C\u3059", true},
		{"a sound mark of half width", "\uFF76\uFF9E\uFF7D", "\u30AC\u30B9", true},
		{"Greek capitals have no tonos", "\u03A0\u03A1\u039F\u0392\u039B\u0397\u039C\u0391", "\u03C0\u03C1\u03CC\u03B2\u03BB\u03B7\u03BC\u03B1", true},
		{"vowel marks of Arabic", "\u0645\u064F\u0634\u0652\u0643\u0650\u0644\u064E\u0629", "\u0645\u0634\u0643\u0644\u0629", true},
		{"stress in Russian", "\u043F\u0440\u043E\u0431\u043B\u0435\u0301\u043C\u0430", "\u043F\u0440\u043E\u0431\u043B\u0435\u043C\u0430", true},
		{"digits of Arabic", "\u0661\u0662\u0663", "123", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, has(t, "word", tc.text, tc.term))
		})
	}
}

// exact finds whole words as they are written; how a letter is encoded makes no difference, nor does what cannot be seen.
func TestExact(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, content, term string
		want                bool
	}{
		{"the same", "la app falla hoy", "falla", true},
		{"case", "la app Falla hoy", "falla", false},
		{"capitals", "Uso SAP hoy", "SAP", true},
		{"capitals in small letters", "uso un sap", "SAP", false},
		{"accent", "qué", "que", false},
		{"accent found", "¿qué pasa?", "qué", true},
		{"accent decomposed", "que\u0301", "qué", true},
		{"accent decomposed in the term", "qué", "que\u0301", true},
		{"whole words only", "fallan", "falla", false},
		{"star", "fallan", "falla*", true},
		{"quotes around the term", "error de app", `"error de"`, true},
		{"phrase and white space", "error \n de\tapp", "error de", true},
		{"soft hyphen", "fal\u00ADla", "falla", true},
		{"a part of a word with a soft hyphen", "fal\u00ADla", "fal", false},
		{"full width", "ＳＡＰ", "SAP", false},
		{"digits of another script", "١٢٣", "123", false},
		{"ligature", "ﬁn", "fin", false},
		{"curly apostrophe", "don’t", "don't", false},
		{"sharp s", "Straße", "Strasse", false},
		{"Kelvin sign, which is K", "5 \u212A", "K", true},
		{"yo", "всё", "все", false},
		{"yo found", "всё", "всё", true},
		{"tonos", "νόμος", "νομός", false},
		{"final sigma", "νόμοσ", "νόμος", false},
		{"hamza", "أحمد", "احمد", false},
		{"vowel marks", "كَتب", "كتب", false},
		{"points", "שָׁלוֹם", "שלום", false},
		{"Persian non-joiner", "نمی\u200Cخواهم", "خواهم", false},
		{"joiner of Hindi", "क\u094D\u200Dषमा", "क\u094Dषमा", true},
		{"below of Khmer", "ខ្លា", "លា", false},
		{"Chinese", "我的服务器坏了", "服务器", true},
		{"Korean", "환불을", "환불", true},
		{"Korean jamo", "안ㅠㅠ", "안", true},
		{"half width kana", "ｶﾞｽ", "ガス", false},
		{"half width kana cut", "ｶﾞｽ", "ｶ", false},
		{"old chillu", "അവന\u0D4D\u200D", "അവൻ", true},
		{"without the joiner", "അവന\u0D4D", "അവൻ", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, has(t, "exact", tc.content, tc.term), "%q in %q", tc.term, tc.content)
			require.Equal(t, tc.want, naiveExactly(tc.content, tc.term), "the naive search")
		})
	}
	require.True(t, has(t, "exact", "la app falla hoy", "web", "app"))
	require.False(t, has(t, "exact", "la app falla hoy", "web", "ap"))
}
