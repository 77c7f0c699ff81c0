using System.Text;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.Tables;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Governance.Portal.Administration.Help;

/// <summary>Turns a file of the documentation into a page of the portal.</summary>
internal static class HandbookRenderer
{
    // Ids of headings are those that code hosts give, so that links in the files work in both places. Raw HTML is shown, not run.
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .DisableHtml()
        .Build();

    /// <summary>Renders a file; links lead to pages of the portal, and what only the repository has loses its link.</summary>
    public static HandbookPage Render(string path, string text, IReadOnlySet<string> pages)
    {
        var document = Markdown.Parse(text, s_pipeline);
        var title = document.OfType<HeadingBlock>().FirstOrDefault(h => h.Level == 1);
        var sections = Sections(document, title).ToList();
        if (title is not null)
        {
            document.Remove(title);
        }

        foreach (var link in document.Descendants<LinkInline>().ToList())
        {
            Lead(link, path, pages);
        }

        foreach (var code in document.Descendants<CodeBlock>())
        {
            // Wide code scrolls, and what scrolls has to be reached by key.
            var attributes = code.GetAttributes();
            attributes.AddClass("source");
            attributes.AddPropertyIfNotExist("tabindex", "0");
        }

        foreach (var table in document.Descendants<Table>())
        {
            var attributes = table.GetAttributes();
            attributes.AddClass("handbook-table");
            attributes.AddPropertyIfNotExist("tabindex", "0");
        }

        return new HandbookPage(path, title is null ? path : Plain(title), document.ToHtml(s_pipeline), sections);
    }

    private static IEnumerable<HandbookSection> Sections(MarkdownDocument document, HeadingBlock? title)
    {
        var (anchor, heading, level) = ("", title is null ? "" : Plain(title), 1);
        var text = new StringBuilder();
        foreach (var block in document)
        {
            if (block is HeadingBlock next && next != title)
            {
                yield return new HandbookSection(anchor, heading, level, text.ToString().Trim());
                (anchor, heading, level) = (next.GetAttributes().Id ?? "", Plain(next), next.Level);
                text.Clear();
            }
            else if (block != title)
            {
                text.Append(Plain(block)).Append(' ');
            }
        }

        yield return new HandbookSection(anchor, heading, level, text.ToString().Trim());
    }

    private static string Plain(MarkdownObject block)
    {
        var text = new StringBuilder();
        foreach (var part in block is LeafBlock { Inline: { } inline } ? inline.Descendants() : block.Descendants().Prepend(block))
        {
            switch (part)
            {
                case LiteralInline literal:
                    text.Append(literal.Content);
                    break;
                case CodeInline code:
                    text.Append(code.Content);
                    break;
                case LineBreakInline or ParagraphBlock or TableCell when text.Length > 0 && text[^1] != ' ':
                    text.Append(' ');
                    break;
                case CodeBlock lines:
                    text.Append(lines.Lines.ToString().ReplaceLineEndings(" ")).Append(' ');
                    break;
            }
        }

        return text.ToString().Trim();
    }

    private static void Lead(LinkInline link, string path, IReadOnlySet<string> pages)
    {
        var url = link.Url ?? "";
        if (url.StartsWith('#') || url.Contains("://", StringComparison.Ordinal) || url.StartsWith("mailto:", StringComparison.Ordinal))
        {
            return;
        }

        var parts = url.Split('#', 2);
        // The files lie one folder below the repository: what leads out of it begins with two dots.
        var target = Uri.UnescapeDataString(new Uri(new Uri($"file:///repository/docs/{path}"), parts[0]).AbsolutePath);
        var inside = target.StartsWith("/repository/docs/", StringComparison.Ordinal) ? target["/repository/docs/".Length..] : null;
        if (link.IsImage && inside is not null)
        {
            link.Url = $"/docs/{inside}";
        }
        else if (inside is not null && inside.EndsWith(".md", StringComparison.Ordinal) && pages.Contains(inside[..^".md".Length]))
        {
            link.Url = $"/docs/{inside[..^".md".Length]}{(parts.Length > 1 ? $"#{parts[1]}" : "")}";
        }
        else if (target.StartsWith("/repository/integrations", StringComparison.Ordinal))
        {
            link.Url = "/developers";
        }
        else
        {
            // A file of the repository, which the portal does not have.
            var words = new EmphasisInline { DelimiterChar = '_', DelimiterCount = 1 };
            while (link.FirstChild is { } child)
            {
                child.Remove();
                words.AppendChild(child);
            }

            link.ReplaceBy(words);
        }
    }
}
