package main

import (
	"math"
	"slices"
)

// statistic is one number for many samples.
type statistic string

const (
	median statistic = "median"
	p99    statistic = "p99"
	worst  statistic = "worst"
)

// of gives the statistic of samples, which must not be empty.
func (s statistic) of(samples []float64) float64 {
	sorted := slices.Sorted(slices.Values(samples))
	switch s {
	case median:
		middle := len(sorted) / 2
		if len(sorted)%2 == 0 {
			return (sorted[middle-1] + sorted[middle]) / 2
		}
		return sorted[middle]
	case p99:
		return percentile(sorted, 99)
	default:
		return sorted[len(sorted)-1]
	}
}

// percentile is the nearest rank: the smallest sample that at least p per cent
// do not exceed. It is always a sample that was really seen.
func percentile(sorted []float64, p float64) float64 {
	rank := int(math.Ceil(p / 100 * float64(len(sorted))))
	return sorted[min(max(rank, 1), len(sorted))-1]
}

func mean(samples []float64) float64 {
	sum := 0.0
	for _, s := range samples {
		sum += s
	}
	return sum / float64(len(samples))
}
