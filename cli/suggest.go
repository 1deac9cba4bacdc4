package cli

import (
	"strings"

	"quipu/safe"
)

// maxEdits bounds how many letters a suggested name differs in.
const maxEdits = 2

// didYouMean asks whether one of the names was meant, after a separator; "" where
// there are none.
func didYouMean(separator string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	return separator + "did you mean " + safe.Choices(names[:min(len(names), 3)]) + "?"
}

// similarNames returns the names that begin with the word, or else those with the
// fewest edits, in any case.
func similarNames(word string, names []string) []string {
	var similar []string
	fewest := maxEdits
	if word == "" {
		return nil
	}
	word = strings.ToLower(word)
	for _, name := range names {
		n := 0
		if lower := strings.ToLower(name); !strings.HasPrefix(lower, word) {
			n = edits(word, lower)
		}
		if n < fewest {
			similar, fewest = nil, n
		}
		if n == fewest {
			similar = append(similar, name)
		}
	}
	return similar
}

// edits counts the letters to insert, remove or replace that make b of a.
func edits(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1) // of the letters of a so far to each beginning of b
	for j := range row {
		row[j] = j
	}
	for i := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j := range to {
			replaced := diagonal
			if from[i] != to[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(row[j]+1, row[j+1]+1, replaced)
		}
	}
	return row[len(to)]
}
