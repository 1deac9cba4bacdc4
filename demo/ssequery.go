package demo

import (
	"net/url"
	"regexp"
	"sync"
	"time"
)

// eventQuery is which events a stream is asked for: since and until are times with
// theirs, sinceID is the event before the first and untilID the last.
type eventQuery struct {
	since, until     time.Time
	sinceID, untilID string
}

var ulidForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[0-7][0-9A-HJKMNP-TV-Z]{25}$`)
})

func newEventQuery(v url.Values) (q eventQuery, err error) {
	q.sinceID, q.untilID = v.Get("since_id"), v.Get("until_id")
	if q.since, err = momentIn(v, "since", time.UTC); err != nil {
		return q, err
	}
	if q.until, err = momentIn(v, "until", time.UTC); err != nil {
		return q, err
	}
	switch {
	case !q.since.IsZero() && q.sinceID != "":
		return q, invalid("since and since_id can't be used at the same time")
	case !q.until.IsZero() && q.untilID != "":
		return q, invalid("until and until_id can't be used at the same time")
	case !q.until.IsZero() && q.since.IsZero():
		return q, invalid("since is required if until is specified")
	case q.untilID != "" && q.sinceID == "":
		return q, invalid("since_id is required if until_id is specified")
	}
	for _, id := range []string{q.sinceID, q.untilID} {
		if id != "" && !ulidForm().MatchString(id) {
			return q, invalid("since_id and until_id must be ULIDs")
		}
	}
	return q, nil
}

// past reports whether events that are over are asked for.
func (q eventQuery) past() bool { return !q.since.IsZero() || q.sinceID != "" }

func (q eventQuery) begins(h happening) bool { return h.id > q.sinceID && !h.at.Before(q.since) }

// ends reports whether an event comes after the end.
func (q eventQuery) ends(h happening) bool {
	return !q.until.IsZero() && h.at.After(q.until) || q.untilID != "" && h.id > q.untilID
}

// over reports whether nothing more can come.
func (q eventQuery) over(last string, now time.Time) bool {
	return !q.until.IsZero() && now.After(q.until) || q.untilID != "" && (last >= q.untilID || ulid(now, 0) > q.untilID)
}
