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
}

// notify puts a notice behind those that wait. Of too many the oldest that is
// not an alert goes.
func (m *Model) notify(words string, t tone) {
	p := &m.portfolio
	if len(p.notices) == 0 {
		p.told = m.now
	}
	all := append(append([]notice(nil), p.notices...), notice{words, t})
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
