using System.Collections.Concurrent;

namespace Governance.Policies;

/// <summary>A template of a sentence, read once; how it is written: <see cref="StatementText.Template"/>.</summary>
internal sealed class StatementTemplate
{
    private static readonly ConcurrentDictionary<string, StatementTemplate> s_known = new(StringComparer.Ordinal);

    private StatementTemplate(string text) => Parts = Read(text);

    internal enum Form
    {
        Plain,
        Counted,
        Agreeing,
        Alternatives,
    }

    public IReadOnlyList<Part> Parts { get; }

    /// <summary>The values that a statement must have.</summary>
    public IEnumerable<string> Required =>
        Parts.Where(part => !part.Optional).SelectMany(part => part.Pieces).Select(piece => piece.Name).OfType<string>().Distinct();

    /// <summary>The values that a statement can have.</summary>
    public IEnumerable<string> Names => Parts.SelectMany(part => part.Pieces).Select(piece => piece.Name).OfType<string>().Distinct();

    // Templates are few and fixed: those of the catalogue and of its translations.
    public static StatementTemplate Of(string text) => s_known.GetOrAdd(text, static text => new(text));

    private static List<Part> Read(string text)
    {
        var parts = new List<Part>();
        while (text.Length > 0)
        {
            var optional = text[0] == '[';
            var end = text.IndexOf(optional ? ']' : '[', StringComparison.Ordinal);
            var part =
                end >= 0 ? text[(optional ? 1 : 0)..end]
                : optional ? throw new FormatException($"An optional part is not closed: {text}")
                : text;
            parts.Add(new(optional, Pieces(part)));
            text = end < 0 ? string.Empty : text[(optional ? end + 1 : end)..];
        }

        return parts;
    }

    private static List<Piece> Pieces(string text)
    {
        var pieces = new List<Piece>();
        while (text.Length > 0)
        {
            var start = text.IndexOf('{', StringComparison.Ordinal);
            var literal = start < 0 ? text : text[..start];
            if (literal.Length > 0)
            {
                pieces.Add(new(literal, null, Form.Plain, []));
            }

            if (start < 0)
            {
                break;
            }

            var end = text.IndexOf('}', start);
            pieces.Add(end < 0 ? throw new FormatException($"A value is not closed: {text}") : Slot(text[(start + 1)..end]));
            text = text[(end + 1)..];
        }

        return pieces;
    }

    private static Piece Slot(string slot)
    {
        var mark = slot.IndexOfAny([':', '?']);
        if (mark < 0)
        {
            return new(string.Empty, slot, Form.Plain, []);
        }

        var (name, words) = (slot[..mark], slot[(mark + 1)..].Split('|'));
        return (slot[mark], words) switch
        {
            (':', ["or"]) => new(string.Empty, name, Form.Alternatives, []),
            (':', [_, _]) => new(string.Empty, name, Form.Counted, words),
            ('?', [_, _]) => new(string.Empty, name, Form.Agreeing, words),
            _ => throw new FormatException($"“{slot}” is not a value of a template."),
        };
    }

    internal sealed record Part(bool Optional, IReadOnlyList<Piece> Pieces);

    internal sealed record Piece(string Literal, string? Name, Form Form, IReadOnlyList<string> Words);
}
