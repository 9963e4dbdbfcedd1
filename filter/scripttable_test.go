package filter

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
)

var writeTable = flag.Bool("table", false, "write the table of scripts into doc.go")

// The table of scripts in the documentation says what the tables in the code say.
func TestScriptTable(t *testing.T) {
	source, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	before, rest, ok := strings.Cut(string(source), "//\tscript ")
	require.True(t, ok, "doc.go has no table of scripts")
	table, after, ok := strings.Cut(rest, "\n//\n")
	require.True(t, ok)
	want := scriptTable()
	if *writeTable {
		require.NoError(t, os.WriteFile("doc.go", []byte(before+want+"//\n"+after), 0o600))
		return
	}
	require.Equal(t, want, "//\tscript "+table+"\n", "write it anew: go test ./filter -run ScriptTable -table")
}

// Every sign that binds letters together, and every mark that is left out, is of the script in whose table it is, or of none.
func TestScriptsHaveTheirOwn(t *testing.T) {
	t.Parallel()
	for _, s := range scripts() {
		for _, r := range s.stackers + s.leading + s.trailing {
			require.True(t, unicode.In(r, s.tables...) || strings.ContainsRune(s.more, r), "%s: %U", s.name, r)
		}
		for _, sp := range s.spellings {
			require.NotEqual(t, sp.letters, sp.as)
			require.True(t, unicode.In([]rune(sp.as)[0], s.tables...), "%s: %+q", s.name, sp.as)
		}
		if s.stackers != "" {
			for _, r := range s.stackers {
				require.True(t, unicode.In(r, unicode.Mn, unicode.Mc), "%s: %U is no mark", s.name, r)
			}
		}
	}
}

// What the Unicode Standard gives the combining class of a virama (9) is a stacker, or is known to be none.
func TestStackersAreViramas(t *testing.T) {
	t.Parallel()
	killers := "\u0D3B\u0D3C" + // Malayalam, of old texts
		"\u103A" + // the Burmese asat ends a syllable
		"\u1714\u1715\u1734" + // of the Philippines
		"\u1BAA\u1BF2\u1BF3\uA953" + // Sundanese, Batak, Rejang
		"\u2D7F" + // Tifinagh
		"\uA82C\uABED" + // Syloti Nagri, Meetei Mayek: killers beside their stackers
		"\U00011070\U0001107F\U00011134\U000112EA\U0001172B\U0001193D\U00011A34\U00011D44\U00011F41"
	for r := rune(0x300); r < pages*pageSize; r++ {
		if !isMark(r) || norm.NFD.String(string(r)) != string(r) {
			continue
		}
		virama := norm.NFD.PropertiesString(string(r)).CCC() == 9
		known := strings.ContainsRune(killers, r)
		require.Equal(t, virama && !known, unicode.Is(allScripts.stackers, r), "%U", r)
	}
}

// scriptTable is the tables of all scripts as text.
func scriptTable() string {
	var b strings.Builder
	row(&b, "script", "equivalent", "where a term may begin and end")
	for _, s := range scripts() {
		row(&b, s.name, sameIn(s), wordsIn(s))
	}
	return b.String()
}

// row writes one row of three columns, each wrapped into lines.
func row(b *strings.Builder, cells ...string) {
	widths := []int{14, 58, 46}
	var columns [][]string
	height := 0
	for i, cell := range cells {
		columns = append(columns, wrapped(cell, widths[i]-2))
		height = max(height, len(columns[i]))
	}
	for line := range height {
		text := "//\t"
		for i, column := range columns {
			cell := ""
			if line < len(column) {
				cell = column[line]
			}
			text += cell + strings.Repeat(" ", widths[i]-len([]rune(cell)))
		}
		b.WriteString(strings.TrimRight(text, " ") + "\n")
	}
}

// wrapped is a text in lines that are no longer than a width.
func wrapped(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	return append(lines, line)
}

// sameIn says what is folded.
func sameIn(s script) string {
	parts := slices.Clone(s.notes)
	for _, same := range s.same {
		parts = append(parts, shown(same.letters)+" = "+sequence(same.as))
	}
	for _, sp := range s.spellings {
		parts = append(parts, sequence(sp.letters)+" = "+sequence(sp.as))
	}
	for _, m := range s.marks {
		parts = append(parts, "without "+m.name)
	}
	if s.cursive || s.stackers != "" {
		parts = append(parts, "joiners within a word are ignored")
	}
	return strings.Join(parts, "; ")
}

// wordsIn says where words end.
func wordsIn(s script) string {
	parts := []string{map[spacing]string{
		spaced:      "at spaces, signs and symbols",
		unspaced:    "between any two clusters; U+200B is ignored",
		withEndings: "it begins as words do, and may end after any syllable",
	}[s.spacing]}
	if after := s.stackers + s.leading; after != "" {
		parts = append(parts, "never after "+shown(after))
	}
	if s.trailing != "" {
		parts = append(parts, "never before "+shown(s.trailing))
	}
	return strings.Join(parts, "; ")
}

// sequence writes runes that follow one another.
func sequence(s string) string {
	if text := shown(s); strings.Contains(text, "U+") {
		return text
	}
	return s
}

// shown writes runes: letters as they are, marks, what is not seen and what runs from right to left as code points, many in a
// row as the first and the last.
func shown(s string) string {
	var list []string
	letters := []rune(s)
	for i := 0; i < len(letters); i++ {
		r, from := letters[i], i
		for i+1 < len(letters) && letters[i+1] == letters[i]+1 {
			i++
		}
		if i-from > 4 {
			list = append(list, fmt.Sprintf("%U-%04X", r, letters[i]))
			continue
		}
		for _, r := range letters[from : i+1] {
			if unicode.In(r, unicode.M, unicode.C, unicode.Hebrew, unicode.Arabic) || unicode.Is(allScripts.trailing, r) || unicode.Is(allScripts.leading, r) {
				list = append(list, fmt.Sprintf("%U", r))
			} else {
				list = append(list, string(r))
			}
		}
	}
	return strings.Join(list, " ")
}
