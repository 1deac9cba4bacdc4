package demo

import (
	"net/http"
	"time"
)

// clock is the market's, in New York's time.
type clock struct {
	Timestamp time.Time `json:"timestamp"`
	IsOpen    bool      `json:"is_open"`
	NextOpen  time.Time `json:"next_open"`
	NextClose time.Time `json:"next_close"`
}

func (k *book) clock(*http.Request) (any, error) {
	now, day := k.market.now, k.market.session()
	next := k.market.hours.next(day)
	c := clock{Timestamp: now.In(newYork), IsOpen: day.runs(now), NextOpen: next.open.In(newYork), NextClose: day.close.In(newYork)}
	if !c.IsOpen {
		c.NextClose = next.close.In(newYork)
	}
	return c, nil
}
