package main

import (
	"bytes"
	_ "embed"
	"html/template"
	"os"
	"time"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight"
)

//go:embed report.html
var reportText string

// reportPage writes every value as text, also names with markup.
var reportPage = template.Must(template.New("report").Funcs(template.FuncMap{"list": listOf}).Parse(reportText))

// eventList is a list of the IDs of events, with a name.
type eventList struct {
	Name string
	IDs  []string
}

func listOf(name string, ids []string) eventList { return eventList{name, ids} }

// report is the content of the page.
type report struct {
	Total   foresight.Tally
	Against bool
	From    string
	To      string
	Rows    []reportRow
	Width   int
}

// reportRow is one recipe with its timeline.
type reportRow struct {
	foresight.Tally
	Name  string
	Share int // of the most runs, in percent
	Bars  []reportBar
}

// reportBar is one bar of a timeline: the runs of some hours.
type reportBar struct {
	X, Y, Width, Height int
	Title               string
}

const (
	timelineWidth  = 600
	timelineHeight = 40
	timelineBars   = 100 // at most
)

// writeReport writes the tallies as one page of HTML.
func writeReport(file string, lines []foresight.Tally, set recipe.Set) error {
	names := make(map[string]string)
	for _, r := range set.Recipes {
		names[r.ID] = r.Name
	}
	total := lines[len(lines)-1]
	page := report{Total: total, Width: timelineWidth, Against: total.Newly+total.NoLonger > 0}
	axis := axisOf(total)
	if len(total.Hours) > 0 {
		page.From, page.To = stamp(axis.first), stamp(axis.first+axis.hours)
	}
	most := 1
	for _, t := range lines[:len(lines)-1] {
		most = max(most, t.Runs)
	}
	for _, t := range lines[:len(lines)-1] {
		page.Rows = append(page.Rows, reportRow{Tally: t, Name: names[t.Recipe], Share: t.Runs * 100 / most, Bars: axis.bars(t)})
	}
	var out bytes.Buffer
	if err := reportPage.Execute(&out, page); err != nil {
		return err
	}
	return os.WriteFile(file, out.Bytes(), 0o644)
}

// axis is the axis of time that all timelines share.
type axis struct {
	first, hours, each int64 // in hours since 1970
}

func axisOf(total foresight.Tally) axis {
	var a axis
	last := int64(0)
	for hour := range total.Hours {
		if a.first == 0 || hour < a.first {
			a.first = hour
		}
		last = max(last, hour)
	}
	a.each = max(1, (last-a.first)/timelineBars+1)
	a.hours = ((last-a.first)/a.each + 1) * a.each
	return a
}

// bars returns the timeline of a recipe.
func (a axis) bars(t foresight.Tally) []reportBar {
	counts := make([]int, a.hours/a.each)
	most := 1
	for hour, n := range t.Hours {
		i := (hour - a.first) / a.each
		counts[i] += n
		most = max(most, counts[i])
	}
	width := max(1, timelineWidth/max(1, len(counts)))
	var all []reportBar
	for i, n := range counts {
		if n == 0 {
			continue
		}
		height := max(1, n*timelineHeight/most)
		all = append(all, reportBar{
			X: i * timelineWidth / len(counts), Y: timelineHeight - height, Width: max(1, width-1), Height: height,
			Title: stamp(a.first+int64(i)*a.each) + ": " + number(n),
		})
	}
	return all
}

func stamp(hour int64) string { return time.Unix(hour*3600, 0).UTC().Format("2006-01-02 15:04") }
