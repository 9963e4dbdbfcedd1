package browser

// Contrast is how well one text can be read, by the formula of WCAG 2.2 (relative luminance; 4.5 is its level AA).
type Contrast struct {
	Text  string
	Ratio float64
}

// contrasts computes the contrast of each text with the nearest background that is not transparent.
const contrasts = `(() => {
	const rgba = text => text.match(/[\d.]+/g).map(Number);
	const luminance = c => {
		const [r, g, b] = c.slice(0, 3).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const background = e => {
		for (; e; e = e.parentElement) {
			const c = rgba(getComputedStyle(e).backgroundColor);
			if (c.length < 4 || c[3] > 0) return c;
		}
		return [255, 255, 255];
	};
	const all = [];
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walk.nextNode()) {
		const text = walk.currentNode.textContent.trim(), e = walk.currentNode.parentElement;
		if (!text || e.closest("svg, script, style")) continue;
		const [a, b] = [luminance(rgba(getComputedStyle(e).color)), luminance(background(e))];
		all.push({Text: text, Ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)});
	}
	return all;
})()`

// Contrasts returns the contrast of each text of the page.
func (p *Page) Contrasts() []Contrast {
	p.t.Helper()
	return Eval[[]Contrast](p, contrasts)
}
