package ui

import "time"

// How long a notice stands: shorter when others wait.
const (
	noticeTime  = 10 * time.Second
	noticeShort = 3 * time.Second
	mostNotices = 8
)

// notice is one line about what happened by itself.
type notice struct {
	words string
	tone  tone
	order string // id of the order that it is about, "" for none
}

// supersede takes away what was to be said of an order before its latest news.
func (m *Model) supersede(order string) {
	p := &m.portfolio
	kept := make([]notice, 0, len(p.notices))
	for i, n := range p.notices {
		if n.order != order {
			kept = append(kept, n)
		} else if i == 0 {
			p.told = m.now // the next one has its whole time
		}
	}
	p.notices = kept
}

// notify puts a notice behind those that wait. Of too many the oldest that is
// not an alert goes.
func (m *Model) notify(words string, t tone) {
	p := &m.portfolio
	if len(p.notices) == 0 {
		p.told = m.now
	}
	all := append(append([]notice(nil), p.notices...), notice{words: words, tone: t})
	for i := 1; len(all) > mostNotices && i < len(all)-1; i++ {
		if all[i].tone != marked {
			all = append(all[:i], all[i+1:]...)
		}
	}
	if len(all) > mostNotices {
		all = all[len(all)-mostNotices:]
	}
	p.notices = all
}

// turnNotices takes away a notice that has stood long enough.
func (m *Model) turnNotices() {
	p := &m.portfolio
	if len(p.notices) == 0 {
		return
	}
	stands := noticeTime
	if len(p.notices) > 1 {
		stands = noticeShort
	}
	if m.now.Sub(p.told) >= stands {
		p.notices, p.told = p.notices[1:], m.now
	}
}
