// What scripts write into the page as markup passes here, in browsers that know trusted types (the policy demands it of every page): a
// piece that could run something, load something or lie over the page is written as the text it is. The framework's own markup never has
// such a piece; what has one came from data through a gap.
interface PolicyRules {
  createHTML(text: string, type: string, sink: string): string;
  createScriptURL(address: string): string | null;
}

interface PolicyFactory {
  createPolicy(name: string, rules: PolicyRules): unknown;
}

const element = /<(?:script|iframe|frame|frameset|object|embed|applet|portal|base|meta|link|style|fencedframe)(?![a-z0-9-])/i;
// A tag with what stands in it, up to its end; one whose end is not found counts to the end of all.
const tag = /<[a-z](?:"[^"]*"|'[^']*'|[^"'>])*(>?)/gi;
// Also without a space before it: "/" and the end of a value part attributes too.
const attribute = /[\s"'/](?:on[a-z]+|srcdoc)\s*=/i;
const style = /[\s"'/]style\s*=\s*(?:"([^"]*)"|'([^']*)'|)/gi;
// The chart library colours the words of some tooltips so. Nothing that moves a thing to another place, and no other way to write that.
const colours = /^[\w\s:;#.,()%-]*$/;
const moves = /position|inset|z-index|transform|translate|margin|url/i;
const ownScripts = /^\/(?:.*\/)?(?:assets|_framework|_content)\//;

export function guardMarkup(): void {
  const factory = (window as unknown as { trustedTypes?: PolicyFactory }).trustedTypes;
  factory?.createPolicy('default', {
    createHTML: (text, _type, sink) => {
      // A document of its own that is only read from: the framework takes the next page's parts out of it.
      if (sink.startsWith('DOMParser') || isHarmless(text)) {
        return text;
      }
      console.error(`Markup was shown as text (${sink}): ${text.slice(0, 200)}`);
      return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
    },
    createScriptURL: address => {
      const url = new URL(address, document.baseURI);
      return url.origin === location.origin && ownScripts.test(url.pathname) ? address : null;
    },
  });
}

function isHarmless(text: string): boolean {
  return !element.test(text) && [...text.matchAll(tag)].every(found => isPlain(found[1] === '' ? text.slice(found.index) : found[0]));
}

function isPlain(start: string): boolean {
  return (
    !attribute.test(start) &&
    [...start.matchAll(style)].every(found => {
      const value = found[1] ?? found[2];
      return value !== undefined && colours.test(value) && !moves.test(value);
    })
  );
}
