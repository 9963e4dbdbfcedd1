package main

import (
	"fmt"
	"io"
)

// dear are tests that only a program can evaluate, each of which fails on some events, although on none of these.
var dear = []string{
	"record.stars * 2 > 5", "number(record.amount) + 1 > 3", "10 / mention.author.followers < 1", "7 % record.stars == 3", `record.stars - mention.author.followers > 1`, `abs(record.stars) >= 1`,
	`(record.nickname ?? "none") contains "n"`, `lower(record.owner) < "c"`, `text(record.text) contains "a"`, `"vip" in record.labels`,
}

// orderTable prints how many programs an index asks where the dear part of a filter comes first, and where the cheap one does.
func orderTable(out io.Writer, n int) error {
	n = min(n, 10_000)
	fmt.Fprintf(out, "\n%d recipes of a part that only a program can tell and one that an index knows, programs asked:\n\n| part | dear and cheap | cheap and dear | ratio |\n|---|---|---|---|\n", n)
	d := newGenerator(5)
	list := subjects(d, 16)
	var sum [2]int
	for _, part := range dear {
		var asked [2]int
		for order := range asked {
			d := newGenerator(6)
			filters := make([]string, n/len(dear))
			for i := range filters {
				cheap := d.test().filter()
				if filters[i] = part + " and " + cheap; order == 1 {
					filters[i] = cheap + " and " + part
				}
			}
			rules, err := compileAll(filters)
			if err != nil {
				return err
			}
			index, _ := matchers(rules)
			for j := range list {
				index(&list[j].event, nil, &asked[order])
			}
			sum[order] += asked[order]
		}
		fmt.Fprintf(out, "| `%s` | %d | %d | %.1f |\n", part, asked[0]/len(list), asked[1]/len(list), float64(asked[0])/float64(asked[1]))
	}
	fmt.Fprintf(out, "| all of these | %d | %d | %.2f |\n", sum[0]/len(list), sum[1]/len(list), float64(sum[0])/float64(sum[1]))
	return nil
}
