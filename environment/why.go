package environment

// Why says in sentences what of the place decides what is offered.
func (h Environment) Why() []string {
	var all []string
	switch {
	case h.SSH && h.Client != "":
		all = append(all, "This is an SSH session from "+h.Client+" (SSH_CONNECTION), so no browser is started here.")
	case h.SSH:
		all = append(all, "This is an SSH session (SSH_TTY or SSH_CONNECTION is set), so no browser is started here.")
	}
	if h.SSH {
		all = append(all, h.whyForward())
	}
	if h.Container != "" && !h.SSH {
		all = append(all, "This runs in a container ("+h.Container+"), so no browser is started here.", h.whyPublish())
	}
	switch {
	case h.SSH || h.Container != "":
	case h.NoDisplay:
		all = append(all, "There is no display here (DISPLAY and WAYLAND_DISPLAY are empty), so no browser is started.")
	default:
		all = append(all, "This is a desk with a display and no SSH session, so a browser can be started here.")
	}
	return append(all, h.whyMux()...)
}

func (h Environment) whyForward() string {
	if h.Forward("1") == "" {
		return "The session does not say how this machine was reached, so there is no ssh command to copy."
	}
	return "The ssh command names this machine by the address that the session came to. Behind NAT or a jump host, write the name that you logged in with."
}

func (h Environment) whyPublish() string {
	if h.Container == "kubernetes" {
		return "From outside the callback is reached with `kubectl port-forward` and its port."
	}
	return "From outside the callback is reached only on the host's own network, or with its port published (-p 127.0.0.1:PORT:PORT) and callback_addr set to 0.0.0.0:PORT."
}

func (h Environment) whyMux() []string {
	var all []string
	switch h.Mux {
	case "tmux":
		all = append(all, "tmux is in between: copying needs `set -g set-clipboard on`, or tmux 3.2 or newer.")
	case "screen":
		all = append(all, "screen is in between: copied text is passed through it, in pieces if it is long.")
	}
	if h.Mux != "" && h.SSH {
		all = append(all, "A window of "+h.Mux+" keeps the environment that it was opened in: open a new one after attaching from elsewhere.")
	}
	return all
}
