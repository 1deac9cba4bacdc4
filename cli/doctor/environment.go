package doctor

import (
	"context"
	"net/url"
)

// checkEnvironment says where this runs and what signing in offers here.
func (s Setup) checkEnvironment(context.Context) []Finding {
	h := s.Env.Environment
	offers := "a browser is opened on this computer, or the code is scanned"
	if h.Remote() {
		offers = "no browser is started: scan the code with a phone, or copy the link, and paste the address of the last page"
		if u, err := url.Parse(s.Settings.RedirectURL); err == nil && s.Settings.PublicURL == "" {
			if command := h.Forward(u.Port()); command != "" {
				offers += "; or run on your own computer: " + command
			}
		}
	}
	if s.Settings.PublicURL != "" {
		offers = "the code is scanned with any phone, and finished by typing the code that the last page shows"
	}
	found := []Finding{{"Environment", "sign-in", OK, offers, ""}}
	for _, why := range h.Why() {
		found = append(found, Finding{"Environment", "reason", OK, why, ""})
	}
	return found
}
