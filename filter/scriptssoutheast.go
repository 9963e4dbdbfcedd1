package filter

import (
	"unicode"

	"golang.org/x/text/unicode/rangetable"
)

// southeastScripts returns the scripts that are written without spaces between words: those whose letters have
// Line_Break SA (UAX #14: "complex context dependent"), and Javanese and Balinese, which break between syllables. No
// term may cut a cluster: after a sign that puts the next consonant below (Indic_Syllabic_Category Invisible_Stacker or
// Virama, UAX #44; in Thai and Lao the sign that Pali uses), after a vowel written before its consonant
// (Logical_Order_Exception, UAX #44), or before a sign written after it (Indic_Syllabic_Category Vowel_Dependent,
// Consonant_Medial, Consonant_Final, Tone_Mark, Tone_Letter, if it is a letter rather than a mark). A killer that ends
// a syllable, such as the Burmese asat, is an ordinary mark.
func southeastScripts() []script {
	return []script{
		thaiScript(), laoScript(), khmerScript(),
		{name: "Burmese", tables: []*unicode.RangeTable{unicode.Myanmar}, spacing: unspaced, stackers: "\u1039"},                       // 16.3
		{name: "Tai Le", tables: []*unicode.RangeTable{unicode.Tai_Le}, spacing: unspaced, trailing: "\u1970\u1971\u1972\u1973\u1974"}, // 16.5
		newTaiLueScript(),
		{name: "Tai Tham", tables: []*unicode.RangeTable{unicode.Tai_Tham}, spacing: unspaced, stackers: "\u1A60"}, // 16.7
		taiVietScript(),
		{name: "Ahom", tables: []*unicode.RangeTable{unicode.Ahom}, spacing: unspaced},                             // 15.16
		{name: "Balinese", tables: []*unicode.RangeTable{unicode.Balinese}, spacing: unspaced, stackers: "\u1B44"}, // 17.3
		{name: "Javanese", tables: []*unicode.RangeTable{unicode.Javanese}, spacing: unspaced, stackers: "\uA9C0"}, // 17.4
	}
}

// thaiScript: core specification 16.1. Sara am is nikhahit and sara aa (UnicodeData.txt), with the tone mark between
// them, before them, or before the composed letter.
func thaiScript() script {
	return script{
		name:    "Thai",
		tables:  []*unicode.RangeTable{unicode.Thai},
		spacing: unspaced,
		spellings: []spelling{
			{"\u0E4D\u0E32", "\u0E33"}, {"\u0E4D\u0E48\u0E32", "\u0E48\u0E33"}, {"\u0E4D\u0E49\u0E32", "\u0E49\u0E33"},
			{"\u0E4D\u0E4A\u0E32", "\u0E4A\u0E33"}, {"\u0E4D\u0E4B\u0E32", "\u0E4B\u0E33"},
		},
		stackers: "\u0E3A",
		leading:  "\u0E40\u0E41\u0E42\u0E43\u0E44",
		trailing: "\u0E30\u0E32\u0E33\u0E45",
	}
}

// laoScript: core specification 16.2. Vowel sign am is as in Thai.
func laoScript() script {
	return script{
		name:    "Lao",
		tables:  []*unicode.RangeTable{unicode.Lao},
		spacing: unspaced,
		spellings: []spelling{
			{"\u0ECD\u0EB2", "\u0EB3"}, {"\u0ECD\u0EC8\u0EB2", "\u0EC8\u0EB3"}, {"\u0ECD\u0EC9\u0EB2", "\u0EC9\u0EB3"},
			{"\u0ECD\u0ECA\u0EB2", "\u0ECA\u0EB3"}, {"\u0ECD\u0ECB\u0EB2", "\u0ECB\u0EB3"},
		},
		stackers: "\u0EBA",
		leading:  "\u0EC0\u0EC1\u0EC2\u0EC3\u0EC4",
		trailing: "\u0EB0\u0EB2\u0EB3\u0EBD",
	}
}

// khmerScript: core specification 16.4. The inherent vowels are invisible and should not be written.
func khmerScript() script {
	return script{
		name:     "Khmer",
		tables:   []*unicode.RangeTable{unicode.Khmer},
		spacing:  unspaced,
		marks:    []ignoredMarks{{"inherent vowels", rangetable.New('\u17B4', '\u17B5'), nil}},
		stackers: "\u17D2",
	}
}

// newTaiLueScript: core specification 16.6.
func newTaiLueScript() script {
	return script{
		name:     "New Tai Lue",
		tables:   []*unicode.RangeTable{unicode.New_Tai_Lue},
		spacing:  unspaced,
		leading:  "\u19B5\u19B6\u19B7\u19BA",
		trailing: "\u19B0\u19B1\u19B2\u19B3\u19B4\u19B8\u19B9\u19BB\u19BC\u19BD\u19BE\u19BF\u19C0\u19C1\u19C2\u19C3\u19C4\u19C5\u19C6\u19C7\u19C8\u19C9",
	}
}

// taiVietScript: core specification 16.8.
func taiVietScript() script {
	return script{
		name:     "Tai Viet",
		tables:   []*unicode.RangeTable{unicode.Tai_Viet},
		spacing:  unspaced,
		leading:  "\uAAB5\uAAB6\uAAB9\uAABB\uAABC",
		trailing: "\uAAB1\uAABA\uAABD\uAAC0\uAAC2",
	}
}
