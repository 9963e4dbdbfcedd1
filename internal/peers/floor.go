package main

// floor does the minimum work for an answer: it folds the text, looks up every word among those in recipes, and copies
// the answer, which it already has. It is not a contestant.
func floor(w workload, answers [][]int) contestant {
	words := map[string]int{}
	for _, r := range w.recipes {
		for _, t := range r.tests {
			if t.field == "words" {
				for _, v := range t.values {
					words[v] = len(words)
				}
			}
		}
	}
	answer := map[*mention][]int{}
	for i := range w.mentions {
		answer[&w.mentions[i]] = answers[i]
	}
	var text []byte
	seen := 0
	return func(m *mention, found []int) []int {
		text = text[:0]
		for i := range len(m.content) {
			c := m.content[i]
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			text = append(text, c)
		}
		start := 0
		for i, c := range text {
			if 'a' <= c && c <= 'z' || '0' <= c && c <= '9' {
				continue
			}
			if i > start {
				seen += words[string(text[start:i])]
			}
			start = i + 1
		}
		seen += words[string(text[start:])]
		return append(found, answer[m]...)
	}
}
