package ui

import (
	"strings"
	"time"

	"quipu/config"
	"quipu/format"
)

// How long a notice stands: shorter when others wait.
const (
	noticeTime  = 10 * time.Second
	noticeShort = 3 * time.Second
	mostNotices = 8
)

// notice is one line about what happened by itself.
type notice struct {
	account config.Account // where it happened, "" for the program itself
	words   string
	tone    format.Tone
	order   string // id of the order that it is about, "" for none
}

// noticeWords is the first notice; one of an account in the background names it.
func (m account) noticeWords() string {
	n := m.notices[0]
	if n.account == "" || n.account == m.session.account {
		return n.words
	}
	return strings.ToUpper(string(n.account)) + ": " + n.words
}

// supersede takes away what was to be said of an order before its latest news.
func (m *env) supersede(order string) {
	kept := make([]notice, 0, len(m.notices))
	for i, n := range m.notices {
		if n.order != order {
			kept = append(kept, n)
		} else if i == 0 {
			m.told = m.now // the next one has its whole time
		}
	}
	m.notices = kept
}

// notify puts a notice behind those that wait. Of too many, the oldest that is
// not an alert is dropped.
func (m *env) notify(n notice) {
	if n.order != "" {
		m.supersede(n.order)
	}
	if len(m.notices) == 0 {
		m.told = m.now
	}
	all := append(append([]notice(nil), m.notices...), n)
	for i := 1; len(all) > mostNotices && i < len(all)-1; i++ {
		if all[i].tone != format.Accent {
			all = append(all[:i], all[i+1:]...)
		}
	}
	if len(all) > mostNotices {
		all = all[len(all)-mostNotices:]
	}
	m.notices = all
}

// turnNotices takes away a notice that has stood long enough.
func (m *env) turnNotices() {
	if len(m.notices) == 0 {
		return
	}
	stands := noticeTime
	if len(m.notices) > 1 {
		stands = noticeShort
	}
	if m.now.Sub(m.told) >= stands {
		m.notices, m.told = m.notices[1:], m.now
	}
}
