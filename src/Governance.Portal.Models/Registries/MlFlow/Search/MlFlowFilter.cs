using System.Globalization;
using System.Text;
using Governance.Portal.Models.Registries.MlFlow.Wire;
using Governance.Transparency;

namespace Governance.Portal.Models.Registries.MlFlow.Search;

/// <summary>What a search looks through; each has attributes of its own.</summary>
internal enum SearchTarget
{
    Models,
    Versions,
}

/// <summary>How a comparison compares.</summary>
internal enum FilterOperator
{
    Is,
    IsNot,
    Like,
    LikeAnyCase,
    OneOf,
    Greater,
    GreaterOrIs,
    Less,
    LessOrIs,
}

/// <summary>What is compared.</summary>
internal enum FilterField
{
    Name,
    Run,
    Source,
    Number,
    Tag,
}

/// <summary>One comparison of a filter.</summary>
/// <param name="Field">What is compared.</param>
/// <param name="Tag">Key of the tag.</param>
/// <param name="Operator">How.</param>
/// <param name="Value">With what; empty where it is compared with several.</param>
internal sealed record FilterComparison(FilterField Field, string? Tag, FilterOperator Operator, string Value)
{
    /// <summary>What it is one of.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>The value of a number.</summary>
    public double Number => double.Parse(Value, MlFlowFilter.NumberStyle, CultureInfo.InvariantCulture);
}

/// <summary>
/// Reads the search filters of MLflow's registry, as <c>SearchModelUtils</c> and <c>SearchModelVersionUtils</c> of its
/// <c>search_utils.py</c> take them: comparisons joined by AND. Models have <c>name</c>; versions <c>name</c>, <c>run_id</c>,
/// <c>source_path</c> and <c>version_number</c>; both <c>tags.key</c> or <c>tag.key</c>, where a key may stand in backquotes. Texts are
/// compared by <c>=</c>, <c>!=</c>, <c>LIKE</c> and <c>ILIKE</c>, <c>run_id</c> also by <c>IN</c> and a list, numbers by
/// <c>=</c>, <c>!=</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c>. Texts stand in single or double quotes; the quote itself is
/// written twice.
/// </summary>
internal static class MlFlowFilter
{
    /// <summary>How numbers are written.</summary>
    internal const NumberStyles NumberStyle = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private const int Longest = 5_000;
    private const int MaxComparisons = 20;
    private const int MaxShown = 40;

    private static readonly Dictionary<string, FilterOperator> s_texts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["="] = FilterOperator.Is,
        ["!="] = FilterOperator.IsNot,
        ["LIKE"] = FilterOperator.Like,
        ["ILIKE"] = FilterOperator.LikeAnyCase,
    };

    private static readonly Dictionary<string, FilterOperator> s_runs = new(s_texts, StringComparer.OrdinalIgnoreCase)
    {
        ["IN"] = FilterOperator.OneOf,
    };

    private static readonly Dictionary<string, FilterOperator> s_numbers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["="] = FilterOperator.Is,
        ["!="] = FilterOperator.IsNot,
        [">"] = FilterOperator.Greater,
        [">="] = FilterOperator.GreaterOrIs,
        ["<"] = FilterOperator.Less,
        ["<="] = FilterOperator.LessOrIs,
    };

    private static readonly Dictionary<string, FilterField> s_ofModels = new(StringComparer.Ordinal) { ["name"] = FilterField.Name };

    private static readonly Dictionary<string, FilterField> s_ofVersions = new(s_ofModels, StringComparer.Ordinal)
    {
        ["run_id"] = FilterField.Run,
        ["source_path"] = FilterField.Source,
        ["version_number"] = FilterField.Number,
    };

    /// <summary>Reads a filter.</summary>
    /// <param name="text">The filter; null or blank for none.</param>
    /// <param name="target">What is searched.</param>
    /// <exception cref="MlFlowRequestException">It is no such filter.</exception>
    public static IReadOnlyList<FilterComparison> Parse(string? text, SearchTarget target)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        if (text.Length > Longest)
        {
            throw MlFlowRequestException.Invalid($"The filter is longer than {Longest} characters.");
        }

        var reader = new Reader(text, target is SearchTarget.Models ? s_ofModels : s_ofVersions);
        List<FilterComparison> comparisons = [reader.Comparison()];
        while (!reader.AtEnd())
        {
            reader.And();
            comparisons.Add(reader.Comparison());
        }

        return comparisons.Count <= MaxComparisons
            ? comparisons
            : throw MlFlowRequestException.Invalid($"The filter has more than {MaxComparisons} comparisons.");
    }

    /// <summary>What a refusal repeats of a text.</summary>
    internal static string Short(string text) => WholeText.Beginning(text, MaxShown);

    private sealed class Reader(string text, Dictionary<string, FilterField> attributes)
    {
        private int _at;

        public bool AtEnd()
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            {
                _at++;
            }

            return _at == text.Length;
        }

        public void And()
        {
            var start = _at;
            if (!Word().Equals("AND", StringComparison.OrdinalIgnoreCase))
            {
                _at = start;
                throw Clause("AND");
            }
        }

        public FilterComparison Comparison()
        {
            var (field, tag) = Field();
            var comparators =
                field is FilterField.Number ? s_numbers
                : field is FilterField.Run ? s_runs
                : s_texts;
            var comparison = new FilterComparison(field, tag, Operator(comparators), "");
            return comparison.Operator is FilterOperator.OneOf ? comparison with { Values = List() }
                : field is FilterField.Number ? comparison with { Value = Number() }
                : comparison with { Value = Text() };
        }

        private (FilterField Field, string? Tag) Field()
        {
            AtEnd();
            var start = _at;
            var word = Word();
            if (word.Length == 0)
            {
                throw Clause(Attributes());
            }

            if (_at < text.Length && text[_at] == '.')
            {
                switch (word)
                {
                    case "tag" or "tags":
                        _at++;
                        return (FilterField.Tag, Key());
                    case "attribute":
                        _at++;
                        (start, word) = (_at, Word());
                        break;
                    default:
                        throw Wrong(start, $"Invalid entity type '{Short(word)}'", "attribute, tag or tags");
                }
            }

            return attributes.TryGetValue(word, out var field)
                ? (field, null)
                : throw Wrong(start, $"Invalid attribute key '{Short(word)}' specified", Attributes());
        }

        private string Key()
        {
            if (_at < text.Length && text[_at] is '`' or '"')
            {
                var end = text.IndexOf(text[_at], _at + 1);
                if (end <= _at + 1)
                {
                    throw Clause("the key of a tag, ended by the quote it began with");
                }

                var quoted = text[(_at + 1)..end];
                _at = end + 1;
                return quoted;
            }

            var key = While(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '-' or '/');
            return key.Length > 0 ? key : throw Clause("the key of a tag");
        }

        private FilterOperator Operator(Dictionary<string, FilterOperator> comparators)
        {
            AtEnd();
            var start = _at;
            var word = While(c => c is '=' or '!' or '<' or '>' or '~');
            if (word.Length == 0)
            {
                word = Word();
            }

            var expected = string.Join(", ", comparators.Keys);
            return word.Length == 0 ? throw Clause(expected)
                : comparators.TryGetValue(word, out var comparison) ? comparison
                : throw Wrong(start, $"Invalid comparator '{Short(word)}'", expected);
        }

        private string Text()
        {
            AtEnd();
            if (_at < text.Length && text[_at] == '(')
            {
                throw Wrong(_at, "Only run_id is compared with a list, by IN", "a quoted string value");
            }

            if (_at == text.Length || text[_at] is not ('\'' or '"'))
            {
                throw Clause("a quoted string value");
            }

            var quote = text[_at];
            var value = new StringBuilder();
            for (_at++; _at < text.Length; _at++)
            {
                if (text[_at] != quote)
                {
                    value.Append(text[_at]);
                }
                else if (_at + 1 < text.Length && text[_at + 1] == quote)
                {
                    value.Append(quote);
                    _at++;
                }
                else
                {
                    _at++;
                    return value.ToString();
                }
            }

            throw Clause("the quote that ends the value");
        }

        private string Number()
        {
            AtEnd();
            var start = _at;
            var isQuoted = _at < text.Length && text[_at] is ('\'' or '"');
            var number = isQuoted ? Text() : While(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+');
            return double.TryParse(number, NumberStyle, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
                ? number
                : throw Wrong(start, $"Invalid number '{Short(number)}'", "a numeric value");
        }

        private List<string> List()
        {
            const string Expected = "a non-empty list of string values";
            if (AtEnd() || text[_at] != '(')
            {
                throw Clause(Expected);
            }

            var values = new List<string>();
            do
            {
                _at++;
                if (AtEnd() || text[_at] is not ('\'' or '"'))
                {
                    throw Wrong(_at, "While parsing a list in the query: ill-formed list", Expected);
                }

                values.Add(Text());
            } while (!AtEnd() && text[_at] == ',');
            if (AtEnd() || text[_at] != ')')
            {
                throw Wrong(_at, "While parsing a list in the query: ill-formed list", Expected);
            }

            _at++;
            return values;
        }

        private string Word()
        {
            AtEnd();
            return While(c => char.IsLetterOrDigit(c) || c is '_');
        }

        private string While(Func<char, bool> isPart)
        {
            var start = _at;
            while (_at < text.Length && isPart(text[_at]))
            {
                _at++;
            }

            return text[start.._at];
        }

        private string Attributes() => $"{string.Join(", ", attributes.Keys)} or tags.KEY";

        private MlFlowRequestException Clause(string expected) => Wrong(_at, "Invalid clause(s) in filter string", expected);

        private static MlFlowRequestException Wrong(int at, string what, string expected) =>
            MlFlowRequestException.Invalid(
                string.Create(CultureInfo.InvariantCulture, $"{what} at character {at + 1}: expected {expected}.")
            );
    }
}
