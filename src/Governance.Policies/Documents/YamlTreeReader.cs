using System.Globalization;
using System.Text;
using Governance.Transparency;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Governance.Policies;

/// <summary>Reads the small part of YAML a policy needs, with the place of every node: one document of mappings, lists and texts.</summary>
/// <remarks>
/// Anchors, aliases, tags and directives are refused: they make a file mean something else than it shows, and aliases can grow without
/// bound. Where files are only searched they are followed within the same bounds (<see cref="YamlFileKind.ResolvesReferences"/>).
/// </remarks>
internal sealed class YamlTreeReader
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<PolicyProblem> _problems;
    private readonly Parser _parser;
    private readonly YamlFileKind _kind;
    private readonly Dictionary<string, (YamlNode Node, int Nodes)> _anchors = new(StringComparer.Ordinal);
    private int _nodes;

    private YamlTreeReader(string text, List<PolicyProblem> problems, YamlFileKind kind)
    {
        _parser = new Parser(new StringReader(text));
        _problems = problems;
        _kind = kind;
    }

    /// <summary>
    /// The root node, or null after at least one problem was added. A syntax error ends the reading: what follows it means nothing.
    /// </summary>
    public static YamlNode? Read(ReadOnlyMemory<byte> utf8, List<PolicyProblem> problems) => Read(utf8, problems, YamlFileKind.Policy);

    /// <inheritdoc cref="Read(ReadOnlyMemory{byte}, List{PolicyProblem})"/>
    public static YamlNode? Read(ReadOnlyMemory<byte> utf8, List<PolicyProblem> problems, YamlFileKind kind)
    {
        if (utf8.Length > kind.MaxBytes)
        {
            problems.Add(
                new(
                    1,
                    1,
                    string.Empty,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The file has {utf8.Length:#,0} bytes; {kind.Noun} may have at most {kind.MaxBytes:#,0}."
                    ),
                    kind.WhenTooLarge
                )
            );
            return null;
        }

        // What is wrong in a file of another form is only that it is one.
        if (FileForm.Of(utf8.Span) is { } form and not (FileForm.Yaml or FileForm.Json or FileForm.JsonList or FileForm.Utf16))
        {
            problems.Add(new(1, 1, string.Empty, $"This is {form}, not YAML.", kind.Beginning));
            return null;
        }

        return ReadText(utf8, problems, kind);
    }

    private static YamlNode? ReadText(ReadOnlyMemory<byte> utf8, List<PolicyProblem> problems, YamlFileKind kind)
    {
        var text = Decode(utf8.Span, problems);
        if (text is null || !HasOnlyPlainCharacters(text, problems, kind))
        {
            return null;
        }

        try
        {
            return new YamlTreeReader(text, problems, kind).ReadStream();
        }
        catch (YamlException problem)
        {
            problems.Add(SyntaxProblem(text, problem));
            return null;
        }
    }

    private static string? Decode(ReadOnlySpan<byte> bytes, List<PolicyProblem> problems)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[3..];
        }

        try
        {
            return s_utf8.GetString(bytes);
        }
        catch (DecoderFallbackException bad)
        {
            var before = bytes[..Math.Clamp(bad.Index, 0, bytes.Length)];
            var line = before.Count((byte)'\n') + 1;
            var column = before.Length - (before.LastIndexOf((byte)'\n') + 1) + 1;
            problems.Add(new(line, column, string.Empty, "The file is not valid UTF-8 at this point.", "Save it as UTF-8."));
            return null;
        }
    }

    private static bool HasOnlyPlainCharacters(string text, List<PolicyProblem> problems, YamlFileKind kind)
    {
        var line = 1;
        var lineStart = 0;
        var indenting = true;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\n')
            {
                line++;
                lineStart = i + 1;
                indenting = true;
                continue;
            }

            if (c == '\t' && indenting)
            {
                problems.Add(new(line, i - lineStart + 1, string.Empty, "The line is indented with a tab.", "Indent with spaces."));
                return false;
            }

            if (IsInvisible(c))
            {
                problems.Add(
                    new(
                        line,
                        i - lineStart + 1,
                        string.Empty,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"The character U+{(int)c:X4} is invisible and not allowed in {kind.Noun}."
                        ),
                        "Delete it: it can make the line look different from what it contains."
                    )
                );
                return false;
            }

            indenting = indenting && c == ' ';
        }

        return true;
    }

    /// <summary>Controls, line separators that editors do not show, and the marks that reverse the reading direction.</summary>
    internal static bool IsInvisible(char c) =>
        (char.IsControl(c) && c is not ('\t' or '\r'))
        || c is '\u2028' or '\u2029' or '\u200E' or '\u200F' or '\uFEFF' or '\uFFFE' or '\uFFFF'
        || c is (>= '\u200B' and <= '\u200D') or (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u2069');

    private YamlNode? ReadStream()
    {
        Next();
        if (Next() is not DocumentStart start)
        {
            _problems.Add(new(1, 1, string.Empty, "The file is empty.", _kind.Beginning));
            return null;
        }

        if (
            start.Version is not null
            || (
                start.Tags is not null
                && start.Tags.Any(tag => (tag.Handle, tag.Prefix) is not (("!", "!") or ("!!", "tag:yaml.org,2002:")))
            )
        )
        {
            return Refuse(start, "Directives (% lines) are not allowed.", "Delete the line.");
        }

        Next();
        var root = ReadNode(depth: 1);
        if (root is null)
        {
            return null;
        }

        Next();
        var after = Next();
        return after is StreamEnd ? root : Refuse(after, "The file holds more than one document.", _kind.WhenSeveral);
    }

    private YamlNode? ReadNode(int depth)
    {
        var current = _parser.Current!;
        if (current is AnchorAlias alias)
        {
            if (_kind.ResolvesReferences)
            {
                return Repeated(alias);
            }

            return Refuse(current, "Aliases (*name) are not allowed.", "Write the value out.");
        }

        if (current is not NodeEvent node)
        {
            return Refuse(current, "A value is missing here.", null);
        }

        if (!node.Anchor.IsEmpty && !_kind.ResolvesReferences)
        {
            return Refuse(current, "Anchors (&name) are not allowed.", "Delete the anchor and write repeated values out.");
        }

        if (!node.Tag.IsEmpty && !_kind.ResolvesReferences)
        {
            return Refuse(current, "Tags (!name) are not allowed.", "Delete the tag; put text in quotes where needed.");
        }

        if (depth > _kind.MaxDepth)
        {
            return Refuse(
                current,
                string.Create(CultureInfo.InvariantCulture, $"The file is nested deeper than {_kind.MaxDepth} levels."),
                null
            );
        }

        if (++_nodes > _kind.MaxNodes)
        {
            return Refuse(
                current,
                string.Create(CultureInfo.InvariantCulture, $"The file has more than {_kind.MaxNodes:#,0} values."),
                _kind.WhenTooMany
            );
        }

        var before = _nodes;
        YamlNode? read = node switch
        {
            Scalar scalar => ReadText(scalar),
            SequenceStart => ReadList(node, depth),
            _ => ReadMap(node, depth),
        };
        if (read is not null && !node.Anchor.IsEmpty)
        {
            _anchors[node.Anchor.Value] = (read, _nodes - before + 1);
        }

        return read;
    }

    // One that stands within what it names is not known yet.
    private YamlNode? Repeated(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var known))
        {
            return Refuse(alias, $"The alias *{Shown(alias.Value.Value)} names nothing before it.", "Write the value out.");
        }

        _nodes += known.Nodes;
        return _nodes <= _kind.MaxNodes
            ? known.Node
            : Refuse(
                alias,
                string.Create(CultureInfo.InvariantCulture, $"With its aliases the file has more than {_kind.MaxNodes:#,0} values."),
                _kind.WhenTooMany
            );
    }

    // What a mapping says itself stands above what it merges.
    private static List<KeyValuePair<YamlText, YamlNode>> Merged(List<KeyValuePair<YamlText, YamlNode>> members)
    {
        var merged = members.Where(member => member.Key.Value != "<<").ToList();
        var names = merged.Select(member => member.Key.Value).ToHashSet(StringComparer.Ordinal);
        foreach (
            var member in members
                .Where(member => member.Key.Value == "<<")
                .SelectMany(member => member.Value is YamlList list ? list.Items : [member.Value])
                .OfType<YamlMap>()
                .SelectMany(map => map.Members)
        )
        {
            if (names.Add(member.Key.Value))
            {
                merged.Add(member);
            }
        }

        return merged;
    }

    private YamlNode? ReadText(Scalar scalar) =>
        scalar.Value.Length <= _kind.MaxTextLength
            ? new YamlText((int)scalar.Start.Line, (int)scalar.Start.Column, scalar.Value, scalar.Style == ScalarStyle.Plain)
            : Refuse(
                scalar,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"This text has {scalar.Value.Length:#,0} characters; at most {_kind.MaxTextLength:#,0} are allowed."
                ),
                null
            );

    private YamlList? ReadList(ParsingEvent start, int depth)
    {
        var items = new List<YamlNode>();
        while (Next() is not SequenceEnd)
        {
            if (ReadNode(depth + 1) is not { } item)
            {
                return null;
            }

            items.Add(item);
        }

        return new((int)start.Start.Line, (int)start.Start.Column, items);
    }

    private YamlMap? ReadMap(ParsingEvent start, int depth)
    {
        var members = new List<KeyValuePair<YamlText, YamlNode>>();
        var seen = new Dictionary<string, YamlText>(StringComparer.Ordinal);
        while (Next() is not MappingEnd)
        {
            var keyEvent = _parser.Current!;
            if (ReadNode(depth + 1) is not { } key)
            {
                return null;
            }

            if (key is not YamlText name)
            {
                Refuse(keyEvent, "A key must be a plain word.", null);
                return null;
            }

            Next();
            if (ReadNode(depth + 1) is not { } value)
            {
                return null;
            }

            if (seen.TryGetValue(name.Value, out var first))
            {
                _problems.Add(
                    new(
                        name.Line,
                        name.Column,
                        name.Value,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"The key “{Shown(name.Value)}” is already given in line {first.Line}."
                        ),
                        "Keep one of them."
                    )
                );
                continue;
            }

            seen.Add(name.Value, name);
            members.Add(new(name, value));
        }

        var all = _kind.ResolvesReferences && seen.ContainsKey("<<") ? Merged(members) : members;
        return new((int)start.Start.Line, (int)start.Start.Column, all);
    }

    private ParsingEvent Next()
    {
        try
        {
            _parser.MoveNext();
        }
        catch (Exception broken)
            when (broken
                    is InvalidOperationException
                        or ArgumentException
                        or IndexOutOfRangeException
                        or FormatException
                        or OverflowException
            )
        {
            // The scanner answers some malformed texts with these instead of its own exception.
            var reached = _parser.Current?.End ?? Mark.Empty;
            throw new YamlException(reached, reached, "the text cannot be read beyond this point", broken);
        }

        return _parser.Current!;
    }

    private YamlNode? Refuse(ParsingEvent at, string message, string? suggestion)
    {
        _problems.Add(new((int)at.Start.Line, (int)at.Start.Column, string.Empty, message, suggestion));
        return null;
    }

    internal static string Shown(string text, int most = 80) => text.Length <= most ? text : WholeText.Beginning(text, most - 1) + "…";

    private static PolicyProblem SyntaxProblem(string text, YamlException problem)
    {
        var line = Math.Max(1, (int)problem.Start.Line);
        var written = text.Split('\n').ElementAtOrDefault(line - 1)?.TrimEnd('\r') ?? string.Empty;
        var column = Math.Max(1, (int)problem.Start.Column);
        var rest = column <= written.Length ? written[(column - 1)..] : string.Empty;
        var suggestion =
            rest.Length > 0 && ">|%@`*&!".Contains(rest[0], StringComparison.Ordinal)
                ? "Put the value that starts here in quotes, such as \">=\"."
            : rest.StartsWith(": ", StringComparison.Ordinal) || rest == ":" ? "Put text that contains a colon in quotes."
            : null;
        return new(line, column, string.Empty, $"This is not valid YAML: {Shown(Plain(problem.Message))}", suggestion);
    }

    /// <summary>The reader's own words without the marks it puts in front: "(Line: 1, Col: 2, Idx: 3) - (…): While …".</summary>
    private static string Plain(string message)
    {
        var end = message.StartsWith('(') ? message.LastIndexOf("): ", StringComparison.Ordinal) : -1;
        return (end < 0 ? message : message[(end + 3)..]).TrimEnd('.') + ".";
    }
}
