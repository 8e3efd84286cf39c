// "Tải hình": the chart as a PNG with its title and legend, its fonts and colours, twice the size for paper.
const COPIED = [
  "fill", "stroke", "stroke-width", "stroke-dasharray", "font-family", "font-size", "font-weight", "text-anchor", "opacity", "paint-order",
] as const;
const SCALE = 2;
const MARGIN = 40;
const HEAD = 100;
const LINE = 46;

function frozenCopy(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll<SVGElement>("*")];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>("*")];
  originals.forEach((original, at) => {
    const computed = getComputedStyle(original);
    for (const property of COPIED) copies[at]?.setAttribute(property, computed.getPropertyValue(property));
  });
  const box = svg.viewBox.baseVal;
  copy.setAttribute("width", String(box.width * SCALE));
  copy.setAttribute("height", String(box.height * SCALE));
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return copy;
}

// A picture cannot reach the page's fonts, so the faces it needs travel inside it.
async function fontFaces(): Promise<string> {
  const rules: string[] = [];
  for (const sheet of document.styleSheets) {
    if (!sheet.href?.startsWith(location.origin)) continue;
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSFontFaceRule) || !/-(latin|vietnamese)-(400|600)-normal/.test(rule.cssText)) continue;
      const address = /url\("?([^")]+)"?\)/.exec(rule.cssText)?.[1];
      if (!address || !rule.cssText.includes("Be Vietnam Pro")) continue;
      const file = await (await fetch(new URL(address, sheet.href))).arrayBuffer();
      const letters = Array.from(new Uint8Array(file), (byte) => String.fromCharCode(byte)).join("");
      rules.push(rule.cssText.replace(/url\([^)]*\)/, `url(data:font/woff2;base64,${btoa(letters)})`));
    }
  }
  return rules.join("\n");
}

async function download(figure: Element, svg: SVGSVGElement, name: string): Promise<void> {
  const copy = frozenCopy(svg);
  const faces = document.createElementNS("http://www.w3.org/2000/svg", "style");
  faces.textContent = await fontFaces();
  copy.prepend(faces);
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await picture.decode();
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  if (!pen) return;
  const legend = [...figure.querySelectorAll<HTMLElement>(".legend > li")];
  canvas.width = picture.width + 2 * MARGIN;
  canvas.height = picture.height + HEAD + LINE * legend.length + MARGIN;
  const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name);
  pen.fillStyle = colour("--surface");
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, MARGIN, HEAD);
  pen.fillStyle = colour("--ink");
  pen.font = '600 34px "Be Vietnam Pro", sans-serif';
  pen.fillText(figure.querySelector(".chart__title")?.textContent ?? "", MARGIN, HEAD - 30);
  pen.font = '400 28px "Be Vietnam Pro", sans-serif';
  legend.forEach((item, at) => {
    const top = HEAD + picture.height + LINE * at + 14;
    const swatch = item.querySelector("rect");
    pen.fillStyle = swatch ? getComputedStyle(swatch).fill : "none";
    pen.strokeStyle = colour("--control-line");
    pen.fillRect(MARGIN, top, 28, 28);
    pen.strokeRect(MARGIN, top, 28, 28);
    if (item.querySelector(".chart-hatch")) {
      pen.stroke(new Path2D(`M${MARGIN} ${top + 14}l14 -14M${MARGIN} ${top + 28}l28 -28M${MARGIN + 14} ${top + 28}l14 -14`));
    }
    pen.fillStyle = colour("--ink");
    pen.fillText(item.textContent?.trim() ?? "", MARGIN + 42, top + 24);
  });
  const link = document.createElement("a");
  link.href = canvas.toDataURL("image/png");
  link.download = `${name}.png`;
  link.click();
}

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-chart-export]");
  const figure = button?.closest(".chart");
  const svg = figure?.querySelector<SVGSVGElement>(".chart__picture--wide svg");
  if (button && figure && svg) void download(figure, svg, button.dataset.chartExport || "bieu-do");
});
// The button stands only where it can work.
for (const button of document.querySelectorAll<HTMLElement>("[data-chart-export][hidden]")) button.hidden = false;
document.addEventListener("htmx:load", (event) => {
  for (const button of (event.target as Element).querySelectorAll<HTMLElement>("[data-chart-export][hidden]")) button.hidden = false;
});
