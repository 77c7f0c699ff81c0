using System.Globalization;
using System.Text.RegularExpressions;
using Governance.Domain.Identity;

namespace Governance.Domain.Conversations;

/// <summary>What a block of a comment is.</summary>
public enum BlockKind
{
    /// <summary>Words; line breaks count.</summary>
    Paragraph,

    /// <summary>A line that stands out.</summary>
    Heading,

    /// <summary>Another person's words.</summary>
    Quote,

    /// <summary>A list with dots.</summary>
    Bullets,

    /// <summary>A list with numbers.</summary>
    Numbers,

    /// <summary>Text as it is.</summary>
    Code,
}

/// <summary>What a part of a line is.</summary>
public enum PartKind
{
    /// <summary>Words.</summary>
    Text,

    /// <summary>Strong words.</summary>
    Strong,

    /// <summary>Stressed words.</summary>
    Emphasis,

    /// <summary>Code.</summary>
    Code,

    /// <summary>A link.</summary>
    Link,

    /// <summary>A person.</summary>
    Mention,
}

/// <summary>A block of a comment: its lines, each in parts. A paragraph has one line; a list one for each point.</summary>
public sealed record CommentBlock(BlockKind Kind, IReadOnlyList<IReadOnlyList<CommentPart>> Lines);

/// <summary>A part of a line.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its words.</param>
public sealed record CommentPart(PartKind Kind, string Text)
{
    /// <summary>Where a link leads: http, https or mailto, nothing else.</summary>
    public string? Href { get; init; }

    /// <summary>Who is meant.</summary>
    public UserId? Person { get; init; }
}

/// <summary>
/// The part of Markdown that comments have, read into a tree of a fixed few kinds. Comments are written by anyone who may comment and read
/// by those who sign: there is no HTML in the tree and no picture that would be fetched from elsewhere, so none can come out of it, however
/// it is shown.
/// </summary>
public static partial class CommentMarkdown
{
    // Linear in the length of the text: comments are written by strangers too.
    private static readonly Regex s_inline = new(
        @"(?<code>`[^`\n]+`)|(?<strong>\*\*[^*\n]+\*\*)|(?<stress>\*[^*\s][^*\n]*\*)|(?<person>@\[USR-[0-9]{4,10}\])"
            + @"|(?<link>!?\[[^\[\]\n]*\]\([^()\s]+\))|(?<bare>https?://[^\s<>""']+)",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    );

    /// <summary>Reads a text. Every text is one: what is no Markdown is words.</summary>
    public static IReadOnlyList<CommentBlock> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var blocks = new List<CommentBlock>();
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; )
        {
            var line = lines[i];
            if (string.IsNullOrWhiteSpace(line))
            {
                i++;
            }
            else if (line.StartsWith("```", StringComparison.Ordinal))
            {
                var end = Array.FindIndex(lines, i + 1, l => l.StartsWith("```", StringComparison.Ordinal));
                end = end < 0 ? lines.Length : end;
                blocks.Add(
                    new(
                        BlockKind.Code,
                        [
                            [new(PartKind.Text, string.Join('\n', lines[(i + 1)..end]))],
                        ]
                    )
                );
                i = end + 1;
            }
            else if (KindOf(line) is var kind && kind is BlockKind.Heading)
            {
                blocks.Add(new(kind, [Parts(line.TrimStart('#').Trim())]));
                i++;
            }
            else
            {
                var end = i + 1;
                while (
                    end < lines.Length
                    && !string.IsNullOrWhiteSpace(lines[end])
                    && KindOf(lines[end]) == kind
                    && !lines[end].StartsWith("```", StringComparison.Ordinal)
                )
                {
                    end++;
                }

                blocks.Add(
                    kind switch
                    {
                        BlockKind.Bullets => new(kind, [.. lines[i..end].Select(l => Parts(l.TrimStart()[2..].Trim()))]),
                        BlockKind.Numbers => new(
                            kind,
                            [.. lines[i..end].Select(l => Parts(l[(l.IndexOf('.', StringComparison.Ordinal) + 1)..].Trim()))]
                        ),
                        BlockKind.Quote => new(kind, [Parts(string.Join('\n', lines[i..end].Select(l => l.TrimStart()[1..].Trim())))]),
                        _ => new(kind, [Parts(string.Join('\n', lines[i..end]).Trim())]),
                    }
                );
                i = end;
            }
        }

        return blocks;
    }

    /// <summary>
    /// The words of a comment without their marks, for what is printed: points begin with a dot or their number, and a link that has
    /// words of its own shows its address behind them.
    /// </summary>
    /// <param name="text">The comment as it was written.</param>
    /// <param name="name">The name of someone who is mentioned; null where it is not known.</param>
    public static string Plain(string text, Func<UserId, string?> name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return string.Join('\n', Read(text).Select(Block));

        string Block(CommentBlock block) =>
            string.Join(
                '\n',
                block.Lines.Select(
                    (line, at) =>
                        block.Kind switch
                        {
                            BlockKind.Bullets => "• ",
                            BlockKind.Numbers => string.Create(CultureInfo.InvariantCulture, $"{at + 1}. "),
                            _ => "",
                        } + string.Concat(line.Select(Part))
                )
            );

        string Part(CommentPart part) =>
            part switch
            {
                { Kind: PartKind.Mention, Person: { } person } => $"@{MentionedText.NameOf(person, name)}",
                { Kind: PartKind.Link, Href: { } address } when address != part.Text && address.TrimEnd('/') != part.Text =>
                    $"{MentionedText.Show(part.Text, name)} ({address})",
                _ => MentionedText.Show(part.Text, name),
            };
    }

    /// <summary>The address of a link, or null where it is none that may be followed.</summary>
    public static string? Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeMailto || (uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0))
            ? uri.AbsoluteUri
            : null;

    private static BlockKind KindOf(string line)
    {
        var start = line.TrimStart();
        return start.StartsWith("- ", StringComparison.Ordinal) || start.StartsWith("* ", StringComparison.Ordinal) ? BlockKind.Bullets
            : start.StartsWith('>') ? BlockKind.Quote
            : Numbered().IsMatch(line) ? BlockKind.Numbers
            : Headed().IsMatch(line) ? BlockKind.Heading
            : BlockKind.Paragraph;
    }

    private static List<CommentPart> Parts(string text)
    {
        var parts = new List<CommentPart>();
        var from = 0;
        foreach (Match match in s_inline.Matches(text))
        {
            if (PartOf(match) is not { } part)
            {
                continue;
            }

            Words(parts, text[from..match.Index]);
            parts.Add(part);
            from = match.Index + part.Length;
        }

        Words(parts, text[from..]);
        return parts;
    }

    private static void Words(List<CommentPart> parts, string text)
    {
        if (text.Length > 0)
        {
            parts.Add(new(PartKind.Text, text));
        }
    }

    private static Found? PartOf(Match match)
    {
        var text = match.Value;
        if (match.Groups["code"].Success)
        {
            return new(PartKind.Code, text[1..^1], text.Length);
        }

        if (match.Groups["strong"].Success)
        {
            return new(PartKind.Strong, text[2..^2], text.Length);
        }

        if (match.Groups["stress"].Success)
        {
            return new(PartKind.Emphasis, text[1..^1], text.Length);
        }

        if (match.Groups["person"].Success)
        {
            return DisplayId.TryParse<UserId>(text[2..^1], out var person)
                ? new(PartKind.Mention, text, text.Length) { Person = person }
                : null;
        }

        if (match.Groups["link"].Success)
        {
            var middle = text.IndexOf("](", StringComparison.Ordinal);
            var words = text[(text.StartsWith('!') ? 2 : 1)..middle];
            return Address(text[(middle + 2)..^1]) is { } href
                ? new(PartKind.Link, words.Length == 0 ? href : words, text.Length) { Href = href }
                : null;
        }

        // A full stop after an address ends the sentence, not the address.
        var bare = text.TrimEnd('.', ',', ';', ':', '!', '?', ')');
        return Address(bare) is { } address ? new(PartKind.Link, bare, bare.Length) { Href = address } : null;
    }

    [GeneratedRegex(@"^[0-9]{1,3}\. ", RegexOptions.CultureInvariant, 500)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"^#{1,4} ", RegexOptions.CultureInvariant, 500)]
    private static partial Regex Headed();

    private sealed record Found(PartKind Kind, string Text, int Length)
    {
        public string? Href { get; init; }

        public UserId? Person { get; init; }

        public static implicit operator CommentPart(Found found) =>
            new(found.Kind, found.Text) { Href = found.Href, Person = found.Person };
    }
}
