package chart

import (
	"time"

	"charm.land/lipgloss/v2"
)

const (
	daySeconds = 24 * 60 * 60
	tickGap    = 4 // blanks between two labels of the time axis
)

// The steps of a time axis, finest first: seconds of wall time, then months.
var (
	hourAndDaySteps = append([]int64{
		60, 300, 600, 900, 1800, 3600, 2 * 3600, 3 * 3600, 4 * 3600, 6 * 3600, 12 * 3600,
	}, daySteps...)
	daySteps   = []int64{daySeconds, 7 * daySeconds, 14 * daySeconds}
	monthSteps = []int64{1, 3, 6, 12, 24, 60, 120, 600, 1200}
)

// timeLabel is a label of the time axis and where it begins.
type timeLabel struct {
	x    int
	text string
}

// drawTimes writes the finest time axis whose labels all stand clear of each
// other, or else the times of both ends.
func (c Chart) drawTimes(page *canvas, l layout) {
	times := make([]int64, len(c.Points)) // seconds of wall time
	for i := range times {
		at := c.local(c.Points[i].At)
		_, offset := at.Zone()
		times[i] = at.Unix() + int64(offset)
	}
	ticks := c.ticks(times, l, page.width)
	if len(ticks) < 2 {
		ticks = c.ends(times, l)
	}
	for _, t := range ticks {
		page.text(t.x, l.rows, t.text, roleFaint)
	}
}

func (c Chart) ticks(times []int64, l layout, width int) []timeLabel {
	bucket := make([]int64, len(times))
	steps := daySteps
	if c.Intraday {
		steps = hourAndDaySteps
	}
	for _, step := range steps {
		for i, at := range times {
			bucket[i] = floorDiv(at+3*daySeconds, step) // weeks begin on Monday, 1970 on a Thursday
		}
		if ticks, ok := placeLabels(bucket, l, width, func(i int) string { return c.dayText(times, i, step) }); ok {
			return ticks
		}
	}
	months := make([]int64, len(times))
	for i, at := range times {
		date := time.Unix(at, 0).UTC()
		months[i] = int64(date.Year())*12 + int64(date.Month()) - 1
	}
	for _, step := range monthSteps {
		for i := range months {
			bucket[i] = floorDiv(months[i], step)
		}
		if ticks, ok := placeLabels(bucket, l, width, func(i int) string { return monthText(times, months, i) }); ok {
			return ticks
		}
	}
	return nil
}

// placeLabels gives a label to every point that begins a new bucket; ok only where
// none of them stands too close to the one before.
func placeLabels(bucket []int64, l layout, width int, text func(int) string) (ticks []timeLabel, ok bool) {
	end := -tickGap
	for i := 1; i < len(bucket); i++ {
		if bucket[i] == bucket[i-1] {
			continue
		}
		label := text(i)
		w := lipgloss.Width(label)
		x := min(max(l.column(i)-w/2, 0), width-w)
		if x < end+tickGap {
			return nil, false
		}
		ticks = append(ticks, timeLabel{x, label})
		end = x + w
	}
	return ticks, true
}

// dayText names the hour, or the date where a new one begins. A point shortly after a
// full step is labeled with that step: 18:00 for 18:01.
func (c Chart) dayText(times []int64, i int, step int64) string {
	at := times[i]
	if !c.Intraday || floorDiv(at, daySeconds) != floorDiv(times[i-1], daySeconds) {
		return time.Unix(at, 0).UTC().Format("2 Jan")
	}
	if full := floorDiv(at, step) * step; at-full < step/4 {
		at = full
	}
	return time.Unix(at, 0).UTC().Format("15:04")
}

// monthText names the month, or the year where a new one begins.
func monthText(times, months []int64, i int) string {
	at := time.Unix(times[i], 0).UTC()
	if floorDiv(months[i], 12) != floorDiv(months[i-1], 12) {
		return at.Format("2006")
	}
	return at.Format("Jan")
}

// ends names the first and the last time.
func (c Chart) ends(times []int64, l layout) []timeLabel {
	first, last := time.Unix(times[0], 0).UTC(), time.Unix(times[len(times)-1], 0).UTC()
	layout := "2 Jan"
	switch {
	case first.Year() != last.Year():
		layout = "Jan 2006"
	case c.Intraday && first.YearDay() == last.YearDay():
		layout = "15:04"
	}
	from, to := first.Format(layout), last.Format(layout)
	ticks := []timeLabel{{0, from}}
	if x := l.width - lipgloss.Width(to); from != to && x >= lipgloss.Width(from)+tickGap {
		ticks = append(ticks, timeLabel{x, to})
	}
	return ticks
}

func floorDiv(a, b int64) int64 {
	if a < 0 && a%b != 0 {
		return a/b - 1
	}
	return a / b
}
