// The stage as a picture that stands by itself: its layers in one SVG, with the colours, the typefaces, and what
// the canvases hold as images; and the same as PNG.
import { FACES, type Theme, themes, type ThemeName } from '#stage/theme.ts';

const SVG = 'http://www.w3.org/2000/svg';

export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** The layers inside `container` as one SVG. */
export async function pictureOf(container: HTMLElement, theme: ThemeName): Promise<Picture> {
  const { clientWidth: width, clientHeight: height } = container;
  const root = document.createElementNS(SVG, 'svg');
  root.setAttribute('xmlns', SVG);
  root.setAttribute('viewBox', `0 0 ${width} ${height}`);
  root.setAttribute('width', String(width));
  root.setAttribute('height', String(height));
  root.append(styleOf(themes[theme], await facesOf()), groundOf(themes[theme], width, height));
  for (const layer of container.children) {
    if (layer instanceof SVGSVGElement) root.append(copyOf(layer, width, height));
    if (layer instanceof HTMLCanvasElement) root.append(imageOf(layer, width, height));
  }
  return { svg: new XMLSerializer().serializeToString(root), width, height };
}

/** The picture in pixels, `scale` for each of the page's. */
export async function pngOf(picture: Picture, scale = 2): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = picture.width * scale;
  canvas.height = picture.height * scale;
  await paint(picture, canvas);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('The picture is too large for this browser.'));
      else resolve(blob);
    }, 'image/png'),
  );
}

/** Paints the picture over all of a canvas. */
export async function paint({ svg }: Picture, canvas: HTMLCanvasElement): Promise<void> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
}

/** The paints that marks name (`var(--ink)`), and the typefaces. */
function styleOf(theme: Theme, faces: string): SVGStyleElement {
  const style = document.createElementNS(SVG, 'style');
  const paints = Object.entries(theme).map(([name, value]) => `--${name}:${value}`);
  const names = Object.entries(FACES).map(([name, value]) => `--face-${name}:${value}`);
  style.textContent = `${faces}:root{${[...paints, ...names].join(';')};font-family:${FACES.sans}}`;
  return style;
}

function groundOf(theme: Theme, width: number, height: number): SVGRectElement {
  const ground = document.createElementNS(SVG, 'rect');
  ground.setAttribute('width', String(width));
  ground.setAttribute('height', String(height));
  ground.setAttribute('fill', theme.paper);
  return ground;
}

function copyOf(layer: SVGSVGElement, width: number, height: number): Node {
  const copy = layer.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  return copy;
}

function imageOf(layer: HTMLCanvasElement, width: number, height: number): Node {
  const image = document.createElementNS(SVG, 'image');
  image.setAttribute('href', layer.toDataURL());
  image.setAttribute('width', String(width));
  image.setAttribute('height', String(height));
  return image;
}

let faces: Promise<string> | null = null;

/** The page's own typefaces with their files in them: a picture fetches nothing. Read once. */
function facesOf(): Promise<string> {
  faces ??= Promise.all(fontRules().map(withFile)).then((rules) => rules.join(''));
  return faces;
}

function fontRules(): readonly CSSFontFaceRule[] {
  return [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule instanceof CSSFontFaceRule)
    .filter((rule) => rule.cssText.includes('url('));
}

async function withFile(rule: CSSFontFaceRule): Promise<string> {
  const [whole = '', file = ''] = /url\("?([^")]+)"?\)/.exec(rule.cssText) ?? [];
  const base = rule.parentStyleSheet?.href ?? location.href;
  try {
    const response = await fetch(new URL(file, base));
    return rule.cssText.replace(whole, `url(${await dataUrl(await response.blob())})`);
  } catch {
    // Without the file the picture has the typeface of whoever opens it.
    return '';
  }
}

function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error('The typeface could not be read.'));
    reader.readAsDataURL(blob);
  });
}
