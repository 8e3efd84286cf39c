// Builds lantoa/ui/static/build/: one stylesheet, one script, one sprite of icons, the screen fonts, and the licences of all
// that comes from others.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.join(here, "../lantoa/ui/static/build");
const modules = path.join(here, "node_modules");
const BROWSERS = ["chrome100", "edge100", "firefox100", "safari15"];

// Order matters: where two ranges overlap the later face wins, so Vietnamese letters come from the small Vietnamese file.
const FAMILIES = [
  {
    family: "Be Vietnam Pro",
    slug: "be-vietnam-pro",
    faces: [[400, "normal"], [500, "normal"], [600, "normal"], [700, "normal"]],
    subsets: ["latin-ext", "vietnamese", "latin"],
  },
  {
    family: "Tinos",
    slug: "tinos",
    faces: [[400, "normal"], [400, "italic"], [700, "normal"], [700, "italic"]],
    subsets: ["vietnamese", "latin"],
  },
];

async function fonts() {
  const rules = [];
  await mkdir(path.join(out, "fonts"), { recursive: true });
  for (const { family, slug, faces, subsets } of FAMILIES) {
    const source = path.join(modules, "@fontsource", slug);
    const ranges = JSON.parse(await readFile(path.join(source, "unicode.json"), "utf8"));
    for (const [weight, style] of faces) {
      for (const subset of subsets) {
        const file = `${slug}-${subset}-${weight}-${style}.woff2`;
        await copyFile(path.join(source, "files", file), path.join(out, "fonts", file));
        rules.push(
          `@font-face{font-family:"${family}";font-style:${style};font-weight:${weight};font-display:swap;` +
            `src:url(fonts/${file}) format("woff2");unicode-range:${ranges[subset]}}`,
        );
      }
    }
  }
  return rules.join("\n") + "\n";
}

async function sprite() {
  const chosen = JSON.parse(await readFile(path.join(here, "src/icons.json"), "utf8"));
  const symbols = [];
  for (const [name, original] of Object.entries(chosen)) {
    const drawing = await readFile(path.join(modules, "@tabler/icons/icons/outline", `${original}.svg`), "utf8");
    const inner = drawing.slice(drawing.indexOf(">", drawing.indexOf("<svg")) + 1, drawing.lastIndexOf("</svg>"));
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s*\n\s*/g, "").trim()}</symbol>`);
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
  await writeFile(path.join(out, "icons.svg"), svg);
}

// Who hands these files on (a wheel, a server) must hand their licences on too.
async function licences() {
  const told = [];
  for (const name of ["htmx.org", "@tabler/icons", ...FAMILIES.map((family) => `@fontsource/${family.slug}`)]) {
    told.push(`${name}\n\n${(await readFile(path.join(modules, name, "LICENSE"), "utf8")).trim()}\n`);
  }
  await writeFile(path.join(out, "licences.txt"), told.join("\n\n"));
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const faces = await fonts();
await sprite();
await licences();
const common = { bundle: true, minify: true, target: BROWSERS, legalComments: "none", logLevel: "warning" };
await build({ ...common, entryPoints: [path.join(here, "src/app.ts")], outfile: path.join(out, "app.js"), format: "iife" });
await build({ ...common, entryPoints: [path.join(here, "src/app.css")], outfile: path.join(out, "app.css"), banner: { css: faces } });
