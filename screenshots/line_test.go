package main

import (
	"image"
	"testing"
)

func TestLinesMeet(t *testing.T) {
	img := cells(t, "─", "─", "┐")
	y := cellHeight / 2
	for x := range 2*cellWidth + cellWidth/2 {
		if img.RGBAAt(x, y) != black {
			t.Fatalf("the line has a hole at %d", x)
		}
	}
}

func TestHeavyLinesAreHeavier(t *testing.T) {
	img := cells(t, "━", "╋", "━")
	for x := range 3 * cellWidth {
		for y := cellHeight/2 - 3*stroke/2; y < cellHeight/2+3*stroke/2; y++ {
			if img.RGBAAt(x, y) != black {
				t.Fatalf("the line has a hole at %d, %d", x, y)
			}
		}
	}
}

func TestRoundCornersMeetTheLines(t *testing.T) {
	img := cells(t, "─", "╮", "╭", "─", "╰", "─", "╯")
	middle, last := cellHeight/2, cellHeight-1
	for name, at := range map[string]image.Point{
		"╮ left": {cellWidth, middle}, "╮ down": {cellWidth + cellWidth/2, last},
		"╭ right": {3*cellWidth - 1, middle}, "╭ down": {2*cellWidth + cellWidth/2, last},
		"╰ right": {5*cellWidth - 1, middle}, "╰ up": {4*cellWidth + cellWidth/2, 0},
		"╯ left": {6 * cellWidth, middle}, "╯ up": {6*cellWidth + cellWidth/2, 0},
	} {
		if r, _, _, _ := img.At(at.X, at.Y).RGBA(); r > 0x4000 {
			t.Errorf("%s: nothing at %v", name, at)
		}
	}
}

func TestCandlesHaveNoSeam(t *testing.T) {
	for _, c := range []string{"║", "╫"} {
		img := cells(t, c)
		for y := range cellHeight {
			if img.RGBAAt(cellWidth/2-apart-1, y) != black || img.RGBAAt(cellWidth/2+apart, y) != black {
				t.Fatalf("%s has a hole at %d", c, y)
			}
		}
	}
	for _, c := range []string{"╿", "╽", "┃"} {
		img := cells(t, c)
		for y := range cellHeight {
			if img.RGBAAt(cellWidth/2, y) != black {
				t.Fatalf("%s has a hole at %d", c, y)
			}
		}
	}
	if up, down := cells(t, "╿"), cells(t, "╽"); up.RGBAAt(cellWidth/2-stroke, 0) != black || up.RGBAAt(cellWidth/2-stroke, cellHeight-1) == black ||
		down.RGBAAt(cellWidth/2-stroke, 0) == black || down.RGBAAt(cellWidth/2-stroke, cellHeight-1) != black {
		t.Error("the heavy half is not where it belongs")
	}
	if img := cells(t, "╨"); img.RGBAAt(cellWidth/2-apart-1, 0) != black || img.RGBAAt(cellWidth/2-apart-1, cellHeight-1) == black || img.RGBAAt(0, cellHeight/2) != black {
		t.Error("╨ does not stand on its line")
	}
}

// Broken lines have as many pieces in every cell, and end alike at both edges.
func TestDashesGoOnIntoTheNextCell(t *testing.T) {
	for c, pieces := range map[string]int{"┈": 4, "┄": 3} {
		img := cells(t, c, c)
		starts := 0
		for x := 1; x < 2*cellWidth; x++ {
			if img.RGBAAt(x, cellHeight/2) == black && img.RGBAAt(x-1, cellHeight/2) != black {
				starts++
			}
		}
		if starts != 2*pieces || img.RGBAAt(0, cellHeight/2) == black || img.RGBAAt(cellWidth-1, cellHeight/2) == black {
			t.Errorf("%s: %d pieces in two cells", c, starts)
		}
	}
	if img := cells(t, "┊"); img.RGBAAt(cellWidth/2, 3) != black || img.RGBAAt(0, 3) == black {
		t.Error("┊ does not stand in the middle")
	}
}
