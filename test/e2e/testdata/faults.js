// What is wrong with the look of the page that is open, a line for each:
// something that sticks out or is cut off, text too faint to read (WCAG 2.2,
// 1.4.3), something to press that is smaller than a finger.
(() => {
	const found = [];
	const named = e => e.tagName.toLowerCase() + " " + JSON.stringify(e.textContent.trim().slice(0, 30));
	const colour = text => {
		const parts = text.match(/[\d.]+/g).map(Number);
		return parts.length > 3 ? parts : [...parts, 1];
	};
	const over = (top, under) => top.slice(0, 3).map((v, i) => v * top[3] + under[i] * (1 - top[3])).concat(1);
	const ground = e => {
		if (!e) return matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18, 1] : [255, 255, 255, 1];
		const own = colour(getComputedStyle(e).backgroundColor);
		return own[3] === 1 ? own : over(own, ground(e.parentElement));
	};
	const light = c => {
		const [r, g, b] = c.slice(0, 3).map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
		return .2126 * r + .7152 * g + .0722 * b;
	};
	const contrast = (a, b) => (Math.max(light(a), light(b)) + .05) / (Math.min(light(a), light(b)) + .05);

	const root = document.documentElement;
	if (root.scrollWidth > root.clientWidth) found.push(`it scrolls sideways: ${root.scrollWidth} of ${root.clientWidth}`);
	if (innerWidth !== screen.width && screen.width < 500) found.push(`it is laid out for ${innerWidth} px on a phone of ${screen.width}`);
	const card = document.querySelector("main").getBoundingClientRect();
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let n; n = walker.nextNode();) {
		const e = n.parentElement, style = getComputedStyle(e);
		if (!n.textContent.trim() || e.tagName === "STYLE") continue;
		const range = document.createRange();
		range.selectNodeContents(n);
		const boxes = [...range.getClientRects()];
		if (!boxes.length || style.visibility !== "visible" || style.opacity !== "1") found.push(named(e) + " cannot be seen");
		for (const box of boxes) {
			if (box.left < card.left || box.right > card.right + .5 || box.top < card.top || box.bottom > card.bottom + .5) found.push(named(e) + " sticks out of its card");
		}
		for (let p = e; p !== document.body; p = p.parentElement) {
			const cut = getComputedStyle(p).overflow !== "visible" && (p.scrollWidth > p.clientWidth + 1 || p.scrollHeight > p.clientHeight + 1);
			if (cut) found.push(named(e) + " is cut off");
		}
		if (parseFloat(style.fontSize) < 12) found.push(named(e) + " is set in " + style.fontSize);
		const under = ground(e), ratio = contrast(over(colour(style.color), under), under);
		if (ratio < 4.5) found.push(named(e) + " has a contrast of " + ratio.toFixed(2));
	}
	for (const e of document.querySelectorAll("button, a")) {
		const box = e.getBoundingClientRect();
		if (box.height < 44 || box.width < 44) found.push(named(e) + ` is ${box.width}×${box.height} px`);
	}
	return found.join("\n");
})()
