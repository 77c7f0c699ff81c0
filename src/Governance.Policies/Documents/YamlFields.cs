using System.Globalization;

namespace Governance.Policies;

/// <summary>Typed reading of tree nodes; each mistake is added to the problems with its place, and the answer is then null.</summary>
internal sealed class YamlFields(List<PolicyProblem> problems)
{
    private const int MaxItems = 1_000;
    private const int MaxWordLength = 400;

    public void Add(YamlNode at, string path, string message, string? suggestion) =>
        problems.Add(new(at.Line, at.Column, path, message, suggestion));

    public YamlMap? Map(YamlNode? node, string path, IReadOnlyList<string> known, IReadOnlyList<string> required)
    {
        if (OpenMap(node, path) is not { } map)
        {
            return null;
        }

        var prefix = path.Length == 0 ? string.Empty : path + ".";
        var misspelt = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, _) in map.Members)
        {
            if (!known.Contains(key.Value, StringComparer.Ordinal))
            {
                // One slip of the pen is one problem, not "unknown" here and "missing" there.
                misspelt.UnionWith(Closest.Find(key.Value, known) is { } meant ? [meant] : []);
                var suggestion =
                    Closest.Suggest(key.Value, known)
                    ?? (known.Count == 0 ? "Nothing can be set here." : $"Known here: {string.Join(", ", known)}.");
                Add(
                    key,
                    prefix + YamlTreeReader.Shown(key.Value),
                    $"The key “{YamlTreeReader.Shown(key.Value)}” is not known.",
                    suggestion
                );
            }
        }

        foreach (var name in required)
        {
            if (map[name] is null && !misspelt.Contains(name))
            {
                Add(map, prefix + name, $"The key “{name}” is missing.", null);
            }
        }

        return map;
    }

    public YamlMap? OpenMap(YamlNode? node, string path)
    {
        if (node is null or YamlMap)
        {
            return (YamlMap?)node;
        }

        Add(node, path, $"Expected a mapping of keys to values, found {node.Kind}.", node.Kind == "nothing" ? "Write {} for none." : null);
        return null;
    }

    public IReadOnlyList<YamlNode>? List(YamlNode? node, string path, int maximum, string ifEmpty)
    {
        switch (node)
        {
            case null:
                return null;
            case YamlList { Items.Count: 0 }:
                Add(node, path, "The list is empty.", ifEmpty);
                return null;
            case YamlList list when list.Items.Count > maximum:
                Add(
                    node,
                    path,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The list has {list.Items.Count:#,0} items; at most {maximum:#,0} are allowed."
                    ),
                    null
                );
                return null;
            case YamlList list:
                return list.Items;
            default:
                Add(
                    node,
                    path,
                    $"Expected a list, found {node.Kind}.",
                    node is YamlText ? "Write it in square brackets: [one, two]." : null
                );
                return null;
        }
    }

    public IReadOnlyList<string>? Texts(YamlNode? node, string path, IReadOnlyList<string>? words = null)
    {
        if (List(node, path, MaxItems, "Leave the key out, or list at least one value.") is not { } items)
        {
            return null;
        }

        var texts = new List<string>();
        for (var i = 0; i < items.Count; i++)
        {
            var itemPath = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            var text = words is null ? Text(items[i], itemPath) : Word(items[i], itemPath, words);
            if (text is null)
            {
                continue;
            }

            if (texts.Contains(text, StringComparer.Ordinal))
            {
                Add(items[i], itemPath, $"“{YamlTreeReader.Shown(text)}” is listed twice.", "Keep one of them.");
            }

            texts.Add(text);
        }

        return texts;
    }

    public string? Text(YamlNode? node, string path, int maximum = MaxWordLength)
    {
        if (node is null)
        {
            return null;
        }

        if (node is not YamlText text || text.Kind != "a text")
        {
            var suggestion = node is YamlText { Value.Length: > 0 } plain
                ? $"Put it in quotes: \"{YamlTreeReader.Shown(plain.Value)}\"."
                : null;
            Add(node, path, $"Expected text, found {node.Kind}.", suggestion);
            return null;
        }

        if (string.IsNullOrWhiteSpace(text.Value) || text.Value.Length > maximum)
        {
            Add(
                node,
                path,
                text.Value.Length > maximum
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"The text has {text.Value.Length:#,0} characters; at most {maximum:#,0} are allowed."
                    )
                    : "The text is empty.",
                null
            );
            return null;
        }

        return text.Value;
    }

    public string? Word(YamlNode? node, string path, IReadOnlyList<string> words)
    {
        if (node is null)
        {
            return null;
        }

        var written = (node as YamlText)?.Value;
        if (written is not null && words.Contains(written, StringComparer.Ordinal))
        {
            return written;
        }

        var suggestion = (written is null ? null : Closest.Suggest(written, words)) ?? $"Use one of: {string.Join(", ", words)}.";
        Add(
            node,
            path,
            written is null or "" ? $"Expected a word, found {node.Kind}." : $"“{YamlTreeReader.Shown(written)}” is not allowed here.",
            suggestion
        );
        return null;
    }

    public bool? Flag(YamlNode? node, string path)
    {
        switch (node)
        {
            case null:
                return null;
            case YamlText { Plain: true, Value: "true" }:
                return true;
            case YamlText { Plain: true, Value: "false" }:
                return false;
            default:
                Add(node, path, $"Expected true or false, found {node.Kind}.", "Write true or false, without quotes.");
                return null;
        }
    }

    public int? Integer(YamlNode? node, string path, int minimum, int maximum)
    {
        if (node is null)
        {
            return null;
        }

        if (
            node is YamlText { Plain: true } text
            && int.TryParse(text.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        )
        {
            if (value >= minimum && value <= maximum)
            {
                return value;
            }

            Add(
                node,
                path,
                string.Create(CultureInfo.InvariantCulture, $"{value} is out of range."),
                string.Create(CultureInfo.InvariantCulture, $"Give a whole number from {minimum} to {maximum}.")
            );
            return null;
        }

        Add(
            node,
            path,
            $"Expected a whole number, found {node.Kind}.",
            string.Create(CultureInfo.InvariantCulture, $"Give a whole number from {minimum} to {maximum}, without quotes.")
        );
        return null;
    }

    public double? Number(YamlNode? node, string path, double minimum, double maximum)
    {
        if (node is null)
        {
            return null;
        }

        if (node is YamlText { Plain: true } text && Policies.Number.TryRead(text.Value, out var value))
        {
            if (value >= minimum && value <= maximum)
            {
                return value;
            }

            Add(
                node,
                path,
                $"{Policies.Number.Write(value)} is out of range.",
                $"Give a number of at least {Policies.Number.Write(minimum)}."
            );
            return null;
        }

        Add(node, path, $"Expected a number, found {node.Kind}.", "Give a finite number such as 0.75, without quotes.");
        return null;
    }

    public DateOnly? Date(YamlNode? node, string path)
    {
        if (node is null)
        {
            return null;
        }

        if (
            node is YamlText text
            && DateOnly.TryParseExact(text.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        )
        {
            return date;
        }

        Add(node, path, "Expected a date.", "Write it in the form 2026-01-31.");
        return null;
    }
}
