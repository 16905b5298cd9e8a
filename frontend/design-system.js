// Two trims on the NL Design System packages, at build time only.

// 1. Variants that no component of ours uses. A component that starts to use one: take it off the list.
const UNUSED = [
  /\.nl-button--(positive|pressed|busy|icon-only)/,
  /\.nl-button:where\(\.nl-button--(primary|subtle)\)\.nl-button--negative/,
  /\.nl-heading--level-[56]/,
  /\.nl-link--(current|inline-box|disabled)/,
  /\.nl-skip-link--visible(?!-)/,
  /\.utrecht-alert__(icon|content)/,
  /\.utrecht-breadcrumb-nav(--arrows|__(heading|separator|link|item|list--html-p))/,
  /\.utrecht-(checkbox|select|textarea|textbox)--(disabled|focus|focus-visible|hover|busy|invalid|read-only|numeric|password|url)(?![\w-])/,
  /\.utrecht-(textbox|textarea)--\S*-size/,
  /\.utrecht-(textbox|textarea)(--placeholder|__placeholder)/,
  /\.utrecht-textbox--html-input\[(type|pattern|inputMode)/i,
  /\.utrecht-form-(field|fieldset|field-description)--(valid|warning|section|radio|checkbox|distanced)/,
  /\.utrecht-form-label--(checked|disabled|radio|checkbox)/,
  /\.utrecht-form-fieldset__legend--(disabled|distanced)/,
  /\.utrecht-table(--(fixed|oneline|busy|alternate|row-|distanced)|__)/,
  /\.utrecht-table-container/,
  /\.utrecht-pagination(--distanced|__(relative|page)-link--(hover|disabled))/,
  // The focus style is our own, see css/focus.css.
  /\.utrecht-\S*:focus(-visible)?$/,
];

function isUnused(selector) {
  return UNUSED.some((pattern) => pattern.test(selector));
}

function leaveOutUnused(root) {
  root.walkRules((rule) => {
    const kept = rule.selectors.filter((selector) => !isUnused(selector));
    if (kept.length === 0) rule.remove();
    else if (kept.length < rule.selectors.length) rule.selectors = kept;
  });
}

// 2. A token that is set nowhere always gives its fallback: write the fallback.
function closingBracket(text, open) {
  let depth = 0;
  for (let index = open; index < text.length; index += 1) {
    if (text[index] === "(") depth += 1;
    if (text[index] === ")" && (depth -= 1) === 0) return index;
  }
  return -1;
}

function withFallbacks(value, isSet) {
  const start = value.indexOf("var(");
  if (start < 0) return value;
  const end = closingBracket(value, start + 3);
  const [name, ...rest] = value.slice(start + 4, end).split(",");
  const fallback = rest.join(",").trim();
  const after = withFallbacks(value.slice(end + 1), isSet);
  const reference = isSet(name.trim())
    ? `var(${name.trim()}${fallback ? `, ${withFallbacks(fallback, isSet)}` : ""})`
    : withFallbacks(fallback, isSet) || `var(${name.trim()})`;
  return value.slice(0, start) + reference + after;
}

function isNeverSet(declaration, isSet) {
  const reference = /^var\((--[\w-]+)\)$/.exec(declaration.value.trim());
  return declaration.prop.startsWith("--") && reference !== null && !isSet(reference[1]);
}

function writeFallbacks(root) {
  const tokens = new Set();
  root.walkDecls(/^--/, (declaration) => void tokens.add(declaration.prop));
  const isSet = (name) => tokens.has(name);
  root.walkDecls((declaration) => {
    if (declaration.value.includes("var(")) declaration.value = withFallbacks(declaration.value, isSet);
    if (isNeverSet(declaration, isSet)) declaration.remove();
  });
}

export const trimDesignSystem = {
  postcssPlugin: "trim-design-system",
  OnceExit(root) {
    leaveOutUnused(root);
    writeFallbacks(root);
    writeFallbacks(root);
  },
};
