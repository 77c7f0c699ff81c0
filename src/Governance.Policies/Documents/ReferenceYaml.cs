using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Governance.Policies;

/// <summary>
/// Reads a reference file that ships with the product into JSON. Unlike a policy it may name a value once (<c>&amp;a</c>) and repeat it
/// (<c>*a</c>); tags, duplicate keys and plain words that YAML tools read differently (yes, no, dates) are refused.
/// </summary>
public static class ReferenceYaml
{
    private const int MaxNodes = 200_000;
    private const int MaxDepth = 24;

    /// <summary>The file as JSON.</summary>
    /// <param name="text">The file.</param>
    /// <param name="name">What to call it in a message.</param>
    /// <param name="repeats">False for a text of strangers: repeating a value could make a few lines grow without bounds.</param>
    /// <exception cref="FormatException">The file cannot be read; the message names the line.</exception>
    public static JsonObject Read(string text, string name, bool repeats = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return new Reading(text, name, repeats).Document();
        }
        catch (YamlException problem)
        {
            throw new FormatException(
                string.Create(CultureInfo.InvariantCulture, $"{name}, line {problem.Start.Line}: {problem.Message}"),
                problem
            );
        }
    }

    private sealed class Reading(string text, string name, bool repeats)
    {
        private readonly Parser _parser = new(new StringReader(text));
        private readonly Dictionary<string, JsonNode?> _anchors = new(StringComparer.Ordinal);
        private int _nodes;

        public JsonObject Document()
        {
            Next();
            if (Next() is not DocumentStart)
            {
                throw Fault("The file is empty.");
            }

            Next();
            if (Node(1) is not JsonObject root)
            {
                throw Fault("This must be a mapping of keys to values.");
            }

            Next();
            return Next() is StreamEnd ? root : throw Fault("The file holds more than one document.");
        }

        private JsonNode? Node(int depth)
        {
            if (++_nodes > MaxNodes || depth > MaxDepth)
            {
                throw Fault("The file is too large or nested too deeply.");
            }

            if (_parser.Current is AnchorAlias alias)
            {
                if (!repeats)
                {
                    throw Fault("YAML aliases are not allowed here. Write the value again.");
                }

                return _anchors.TryGetValue(alias.Value.Value, out var named)
                    ? named?.DeepClone()
                    : throw Fault($"No anchor named {alias.Value.Value} is defined before this line.");
            }

            if (_parser.Current is not NodeEvent node || !node.Tag.IsEmpty)
            {
                throw Fault("A value must not have a tag.");
            }

            var anchor = node.Anchor.IsEmpty ? null : node.Anchor.Value;
            JsonNode? value = node switch
            {
                Scalar scalar => Text(scalar),
                SequenceStart => List(depth),
                _ => Map(depth),
            };
            if (anchor is not null)
            {
                _anchors[anchor] = value?.DeepClone();
            }

            return value;
        }

        private JsonArray List(int depth)
        {
            var list = new JsonArray();
            while (Next() is not SequenceEnd)
            {
                list.Add(Node(depth + 1));
            }

            return list;
        }

        private JsonObject Map(int depth)
        {
            var map = new JsonObject();
            while (Next() is not MappingEnd)
            {
                if (_parser.Current is not Scalar key)
                {
                    throw Fault("A key has to be a word.");
                }

                if (map.ContainsKey(key.Value))
                {
                    throw Fault($"The key {key.Value} is given twice.");
                }

                Next();
                map[key.Value] = Node(depth + 1);
            }

            return map;
        }

        private JsonValue? Text(Scalar scalar)
        {
            if (scalar.Style is not ScalarStyle.Plain)
            {
                return JsonValue.Create(scalar.Value);
            }

            return scalar.Value switch
            {
                "null" or "~" or "" => null,
                "true" => JsonValue.Create(true),
                "false" => JsonValue.Create(false),
                _ when scalar.Value.ToUpperInvariant() is "YES" or "NO" or "ON" or "OFF" or "Y" or "N" => throw Fault(
                    $"Put {scalar.Value} in quotes."
                ),
                _ when long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) =>
                    JsonValue.Create(number),
                _ when DateOnly.TryParseExact(scalar.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) =>
                    throw Fault("Put a date in quotes."),
                _ => JsonValue.Create(scalar.Value),
            };
        }

        private ParsingEvent Next()
        {
            _parser.MoveNext();
            return _parser.Current!;
        }

        private FormatException Fault(string message) =>
            new(string.Create(CultureInfo.InvariantCulture, $"{name}, line {_parser.Current?.Start.Line ?? 1}: {message}"));
    }
}
