package filter_test

import (
	"fmt"
	"testing"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
)

// complaint is a mention of 250 bytes.
func complaint() trigger.Event {
	return trigger.Event{Mention: &trigger.Mention{Service: "twitter", Type: "inbox", Tags: []string{"app", "vip"}, Content: "Llevo toda la mañana intentando entrar en la aplicación y no hay manera: " +
		"primero se queda en blanco, después aparece un aviso que no entiendo y al final se cierra sola. ¿Alguien me puede decir qué pasa? Ya no sé qué hacer, de verdad, esto es una falla."},
		Record: &trigger.Record{Fields: map[string]any{"rating": 2, "stars": "4"}}}
}

func BenchmarkMatch(b *testing.B) {
	for name, s := range map[string]string{
		"equal":    `mention.service == "twitter"`,
		"in":       `mention.service in ["facebook", "twitter"]`,
		"tag":      `"vip" in mention.tags`,
		"record":   `record.rating <= 2`,
		"number":   `number(record.stars) > 3`,
		"word":     `word(mention.content, "falla")`,
		"regexp":   `mention.content matches "falla\\.$"`,
		"together": `mention.type != "sent" and mention.service == "twitter" and word(mention.content, "falla", "error de servidor")`,
	} {
		b.Run(name, func(b *testing.B) {
			p, v := compile(b, text(s)), filter.NewView(complaint())
			b.ReportAllocs()
			for b.Loop() {
				if ok, err := p.Match(v); !ok || err != nil {
					b.Fatal(ok, err)
				}
			}
		})
	}
}

// BenchmarkThousandWords matches 1,000 filters of one word each with a new event: one folding, 1,000 searches.
func BenchmarkThousandWords(b *testing.B) {
	var c filter.Compiler
	var list []*filter.Program
	for i := range 1000 {
		p, err := c.Compile(text(fmt.Sprintf(`word(mention.content, "palabra%d")`, i)))
		if err != nil {
			b.Fatal(err)
		}
		list = append(list, p)
	}
	v, ev := filter.NewView(complaint()), complaint()
	b.ReportAllocs()
	for b.Loop() {
		v.Reset(ev)
		for _, p := range list {
			if ok, _ := p.Match(v); ok {
				b.Fatal(p)
			}
		}
	}
}

func BenchmarkReset(b *testing.B) {
	v, ev := filter.NewView(complaint()), complaint()
	b.ReportAllocs()
	for b.Loop() {
		v.Reset(ev)
	}
}

func BenchmarkCompile(b *testing.B) {
	for name, f := range map[string]filter.Filter{
		"short": text(`mention.service == "twitter"`),
		"usual": text(`mention.type != "sent" and mention.service == "twitter" and word(mention.content, "falla", "error de servidor")`),
		"tree": tree(filter.Cond{All: []filter.Cond{test("mention.type", "is_not", "sent"), test("mention.service", "is", "twitter"),
			test("mention.content", "contains_any", "falla", "error de servidor")}}),
	} {
		b.Run(name, func(b *testing.B) {
			var c filter.Compiler
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Compile(f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkExplain(b *testing.B) {
	p, v := compile(b, text(`mention.service == "facebook" and word(mention.content, "nada") and mention.type == "inbox"`)), filter.NewView(complaint())
	b.ReportAllocs()
	for b.Loop() {
		if len(p.Explain(v)) != 2 {
			b.Fatal("want two tests")
		}
	}
}

func BenchmarkRender(b *testing.B) {
	var c filter.Compiler
	tpl, err := c.Template(`{"text": "{{ mention.content }}", "tags": {{ mention.tags }}}`, filter.JSON)
	if err != nil {
		b.Fatal(err)
	}
	v := filter.NewView(complaint())
	b.ReportAllocs()
	for b.Loop() {
		if s, err := tpl.Render(v); s == "" || err != nil {
			b.Fatal(err)
		}
	}
}
