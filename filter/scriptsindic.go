package filter

import (
	"unicode"
)

// indicScripts returns the scripts of chapters 12 to 15 of Unicode's core specification that put spaces between words.
// A virama (Indic_Syllabic_Category Virama or Invisible_Stacker, UAX #44) joins the consonants around it; a joiner
// after one only affects their look (core specification 12.1, UAX #31, rules A2 and B).
func indicScripts() []script {
	return []script{
		{name: "Devanagari", tables: []*unicode.RangeTable{unicode.Devanagari}, stackers: "\u094D"}, // 12.1
		bengaliScript(),
		{name: "Gurmukhi", tables: []*unicode.RangeTable{unicode.Gurmukhi}, stackers: "\u0A4D"}, // 12.3
		{name: "Gujarati", tables: []*unicode.RangeTable{unicode.Gujarati}, stackers: "\u0ACD"}, // 12.4
		{name: "Odia", tables: []*unicode.RangeTable{unicode.Oriya}, stackers: "\u0B4D"},        // 12.5
		{name: "Tamil", tables: []*unicode.RangeTable{unicode.Tamil}, stackers: "\u0BCD"},       // 12.6
		{name: "Telugu", tables: []*unicode.RangeTable{unicode.Telugu}, stackers: "\u0C4D"},     // 12.7
		{name: "Kannada", tables: []*unicode.RangeTable{unicode.Kannada}, stackers: "\u0CCD"},   // 12.8
		malayalamScript(),
		{name: "Sinhala", tables: []*unicode.RangeTable{unicode.Sinhala}, stackers: "\u0DCA"}, // 13.2
		{name: "Tibetan", tables: []*unicode.RangeTable{unicode.Tibetan}, stackers: "\u0F84"}, // 13.4; a tsheg separates syllables
		otherIndicScripts(),
	}
}

// bengaliScript: core specification 12.2, Khanda Ta. Before Unicode 4.1 it was written as ta, virama and a joiner.
func bengaliScript() script {
	return script{
		name:      "Bengali",
		tables:    []*unicode.RangeTable{unicode.Bengali},
		spellings: []spelling{{"\u09A4\u09CD\u200D", "\u09CE"}},
		stackers:  "\u09CD",
	}
}

// malayalamScript: core specification 12.9, Chillu Characters. Before Unicode 5.1 they were written as the consonant, virama
// and a joiner. Without the joiner it is another word: അവൻ is he, അവന് to him.
func malayalamScript() script {
	return script{
		name:   "Malayalam",
		tables: []*unicode.RangeTable{unicode.Malayalam},
		spellings: []spelling{
			{"\u0D23\u0D4D\u200D", "\u0D7A"}, {"\u0D28\u0D4D\u200D", "\u0D7B"}, {"\u0D30\u0D4D\u200D", "\u0D7C"},
			{"\u0D32\u0D4D\u200D", "\u0D7D"}, {"\u0D33\u0D4D\u200D", "\u0D7E"}, {"\u0D15\u0D4D\u200D", "\u0D7F"},
		},
		stackers: "\u0D4D",
	}
}

// otherIndicScripts: the code points are those of the same categories in IndicSyllabicCategory.txt.
func otherIndicScripts() script {
	return script{
		name: "Brahmi, Grantha, Kaithi, Kawi, Modi, Newa, Saurashtra, Sharada, Siddham, Takri, Tirhuta and others",
		tables: []*unicode.RangeTable{
			unicode.Syloti_Nagri, unicode.Saurashtra, unicode.Meetei_Mayek, unicode.Kharoshthi, unicode.Brahmi, unicode.Kaithi,
			unicode.Chakma, unicode.Sharada, unicode.Khojki, unicode.Grantha, unicode.Newa, unicode.Tirhuta, unicode.Siddham,
			unicode.Modi, unicode.Takri, unicode.Dogra, unicode.Dives_Akuru, unicode.Nandinagari, unicode.Zanabazar_Square,
			unicode.Soyombo, unicode.Bhaiksuki, unicode.Masaram_Gondi, unicode.Gunjala_Gondi, unicode.Sundanese, unicode.Kawi,
		},
		stackers: "\uA806\uA8C4\uAAF6\U00010A3F\U00011046\U000110B9\U00011133\U000111C0\U00011235\U0001134D\U00011442\U000114C2" +
			"\U000115BF\U0001163F\U000116B6\U00011839\U0001193E\U000119E0\U00011A47\U00011A99\U00011C3F\U00011D45\U00011D97\U00011F42\u1BAB",
	}
}
