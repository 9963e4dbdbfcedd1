package filter_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

// complaints says that the parcel has not come and asks for the money back, in ordinary words, script by script.
var complaints = []struct{ name, text string }{
	{"Latin", "Llevo toda la mañana esperando el paquete y no ha llegado. ¿Me pueden devolver el dinero, por favor? "},
	{"English", "I have been waiting for the parcel all morning and it has not come. Could you give me my money back, please? "},
	{"Greek", "Περιμένω το δέμα όλο το πρωί και δεν έχει έρθει. Μπορείτε να μου επιστρέψετε τα χρήματα, παρακαλώ; "},
	{"Cyrillic", "Я всё утро жду посылку, а её до сих пор нет. Верните мне, пожалуйста, деньги за заказ. "},
	{"Armenian", "Ամբողջ առավոտ սպասում եմ ծանրոցին, և այն դեռ չի եկել։ Խնդրում եմ վերադարձնել գումարը։ "},
	{"Hebrew", "אני מחכה לחבילה כל הבוקר והיא עדיין לא הגיעה. אפשר בבקשה לקבל את הכסף בחזרה? "},
	{"Arabic", "أنتظر الطرد منذ الصباح ولم يصل حتى الآن. هل يمكنكم إعادة المبلغ من فضلكم؟ "},
	{"Persian", "از صبح منتظر بسته هستم و هنوز نرسیده است. لطفاً پولم را برگردانید، دیگر نمی\u200cخواهم. "},
	{"Devanagari", "मैं सुबह से पार्सल का इंतज़ार कर रहा हूँ और वह अभी तक नहीं आया। कृपया मेरे पैसे वापस कर दीजिए। "},
	{"Bengali", "আমি সকাল থেকে পার্সেলের জন্য অপেক্ষা করছি, এখনও আসেনি। দয়া করে আমার টাকা ফেরত দিন। "},
	{"Tamil", "காலையிலிருந்து பார்சலுக்காகக் காத்திருக்கிறேன், இன்னும் வரவில்லை. தயவுசெய்து பணத்தைத் திருப்பித் தாருங்கள். "},
	{"Telugu", "ఉదయం నుంచి పార్సిల్ కోసం ఎదురుచూస్తున్నాను, ఇంకా రాలేదు. దయచేసి నా డబ్బు తిరిగి ఇవ్వండి. "},
	{"Malayalam", "രാവിലെ മുതൽ പാഴ്സലിനായി കാത്തിരിക്കുന്നു, ഇതുവരെ വന്നില്ല. ദയവായി എന്റെ പണം തിരികെ തരൂ. "},
	{"Sinhala", "මම උදේ සිට පාර්සලය එනතුරු බලා සිටිමි, තවම ආවේ නැහැ. කරුණාකර මගේ මුදල් ආපසු දෙන්න. "},
	{"Tibetan", "ང་ཞོགས་པ་ནས་དངོས་པོ་ལ་སྒུག་བསྡད་ཡོད། ད་དུང་འབྱོར་མ་སོང་། ངའི་དངུལ་ཕྱིར་སློག་གནང་རོགས། "},
	{"Thai", "รอพัสดุตั้งแต่เช้าแล้วยังไม่มาเลยค่ะ ช่วยคืนเงินให้ด้วยนะคะ ขอบคุณมากค่ะ "},
	{"Lao", "ລໍຖ້າພັດສະດຸຕັ້ງແຕ່ເຊົ້າແຕ່ຍັງບໍ່ມາເທື່ອ ກະລຸນາຄືນເງິນໃຫ້ແດ່ ຂອບໃຈຫຼາຍໆ "},
	{"Khmer", "ខ្ញុំរង់ចាំកញ្ចប់ឥវ៉ាន់តាំងពីព្រឹកហើយនៅមិនទាន់មកដល់ សូមសងប្រាក់មកខ្ញុំវិញផង។ "},
	{"Burmese", "မနက်ကတည်းက ပါဆယ်ကို စောင့်နေတာ အခုထိ မရောက်သေးဘူး။ ကျေးဇူးပြု၍ ငွေပြန်အမ်းပေးပါ။ "},
	{"Chinese", "我从早上一直在等包裹，到现在还没有送到。请把钱退给我，谢谢。"},
	{"Japanese", "朝からずっと荷物を待っていますが、まだ届いていません。キャンセルして返金をお願いします。"},
	{"Korean", "아침부터 택배를 기다리고 있는데 아직도 오지 않았어요. 환불해 주세요, 부탁드립니다. "},
}

// BenchmarkFold is Reset and the folding of some 400 letters. Marks count as letters.
func BenchmarkFold(b *testing.B) {
	for _, c := range complaints {
		b.Run(c.name, func(b *testing.B) {
			content := strings.Repeat(c.text, 1+400/utf8.RuneCountInString(c.text))
			p, v := compile(b, text(`word(mention.content, "x")`)), filter.NewView(trigger.Event{})
			ev := trigger.Event{Mention: &trigger.Mention{Content: content}}
			v.Reset(ev)
			_, err := p.Match(v) // letters are looked up in tables that are made once
			require.NoError(b, err)
			b.ReportAllocs()
			for b.Loop() {
				v.Reset(ev)
				if ok, err := p.Match(v); ok || err != nil {
					b.Fatal(ok, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(utf8.RuneCountInString(content)), "ns/letter")
		})
	}
}
