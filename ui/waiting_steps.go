package ui

// viewSteps tells the person what to do with the code, within width cells.
func (m Model) viewSteps(width int) []string {
	first := "Scan the code, or open the link on this computer."
	if m.parts.Here.Remote() {
		first = "Scan the code with a phone, or copy the link to a computer with a browser."
	}
	lines := m.step("1", first, width)
	lines = append(lines, "   "+m.link(m.waiting.attempt.link(), width-3), "")
	lines = append(lines, m.step("2", "Approve quipu for your "+string(m.waiting.account)+" account.", width)...)
	lines = append(append(lines, ""), m.step("3", m.wayBack(), width)...)
	lines = append(lines, "")
	return append(append(lines, m.detailLines(m.remark(), width)...), "")
}

// viewLink is what stands where the code does not fit.
func (m Model) viewLink(width int) []string {
	lines := m.step("1", "Open this link and approve quipu for your "+string(m.waiting.account)+" account:", width)
	for _, line := range chop(m.waiting.attempt.link(), width-3) {
		lines = append(lines, "   "+m.linkText(line, m.waiting.attempt.link()))
	}
	lines = append(append(lines, ""), m.step("2", m.wayBack(), width)...)
	lines = append(lines, "")
	lines = append(lines, m.detailLines(m.remark(), width)...)
	if words := m.whyNoCode(); words != "" {
		lines = append(lines, m.detailLines(words, width)...)
	}
	return append(lines, "")
}

func (m Model) step(n, text string, width int) []string {
	var lines []string
	for _, line := range wrap(text, width-3) {
		lines = append(lines, m.theme.Accent.Render(n)+"  "+m.theme.Text.Render(line))
		n = " "
	}
	return lines
}

func (m Model) detailLines(text string, width int) []string {
	var lines []string
	for _, line := range wrap(text, width-3) {
		lines = append(lines, "   "+m.theme.Muted.Render(line))
	}
	return lines
}

// wayBack is how the sign-in ends well: by itself, or by hand where no callback
// server listens.
func (m Model) wayBack() string {
	if m.waiting.attempt.Notice != nil {
		return "Copy the address of the page you land on, come back and press p."
	}
	return "Come back: this goes on by itself."
}

// remark is what a person needs to know beside the steps.
func (m Model) remark() string {
	if m.parts.Demo {
		return "This is the demo: the page is the embedded broker's, on this computer. Press a to approve as the demo user."
	}
	return "With a phone, its last page will not load: it leads to this computer. Copy that page's address and press p."
}
