using System.Text;
using Governance.Portal.Models.Registries.MlFlow.Wire;

namespace Governance.Portal.Models.Registries.MlFlow.Search;

/// <summary>How a comparison compares.</summary>
internal enum FilterOperator
{
    Is,
    IsNot,
    Like,
    LikeAnyCase,
}

/// <summary>What is compared.</summary>
internal enum FilterField
{
    Name,
    Run,
    Tag,
}

/// <summary>One comparison of a filter.</summary>
/// <param name="Field">What is compared.</param>
/// <param name="Tag">Key of the tag.</param>
/// <param name="Operator">How.</param>
/// <param name="Value">With what.</param>
internal sealed record FilterComparison(FilterField Field, string? Tag, FilterOperator Operator, string Value);

/// <summary>
/// Reads MLflow's search filters: <c>name</c>, <c>run_id</c> or <c>tags.key</c> (a key may stand in backquotes), <c>=</c>, <c>!=</c>,
/// <c>LIKE</c> or
/// <c>ILIKE</c> with <c>%</c> for anything, a value in single quotes (a quote inside is written twice), joined by AND.
/// </summary>
internal static class MlFlowFilter
{
    private const int Longest = 5_000;
    private const int MaxComparisons = 20;

    /// <summary>Reads a filter.</summary>
    /// <param name="text">The filter; null or blank for none.</param>
    /// <exception cref="MlFlowRequestException">It is no such filter.</exception>
    public static IReadOnlyList<FilterComparison> Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        if (text.Length > Longest)
        {
            throw MlFlowRequestException.Invalid($"The filter is longer than {Longest} characters.");
        }

        var reader = new Reader(text);
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

    private sealed class Reader(string text)
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
            if (!Word("AND"))
            {
                throw Wrong("AND");
            }
        }

        public FilterComparison Comparison()
        {
            var (field, tag) = Field();
            return new FilterComparison(field, tag, Operator(), Value());
        }

        private (FilterField Field, string? Tag) Field()
        {
            AtEnd();
            if (text.AsSpan(_at).StartsWith("tags.", StringComparison.Ordinal))
            {
                _at += "tags.".Length;
                return (FilterField.Tag, Key());
            }

            var start = _at;
            while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '_'))
            {
                _at++;
            }

            switch (text[start.._at])
            {
                case "name":
                    return (FilterField.Name, null);
                case "run_id":
                    return (FilterField.Run, null);
                default:
                    _at = start;
                    throw Wrong("name, run_id or tags.KEY");
            }
        }

        private string Key()
        {
            if (_at < text.Length && text[_at] == '`')
            {
                var end = text.IndexOf('`', _at + 1);
                if (end <= _at + 1)
                {
                    throw Wrong("the key of a tag, ended by a backquote");
                }

                var quoted = text[(_at + 1)..end];
                _at = end + 1;
                return quoted;
            }

            var start = _at;
            while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] is '_' or '.' or '-' or '/'))
            {
                _at++;
            }

            return _at > start ? text[start.._at] : throw Wrong("the key of a tag");
        }

        private FilterOperator Operator()
        {
            AtEnd();
            if (text.AsSpan(_at).StartsWith("!=", StringComparison.Ordinal))
            {
                _at += 2;
                return FilterOperator.IsNot;
            }

            if (_at < text.Length && text[_at] == '=')
            {
                _at++;
                return FilterOperator.Is;
            }

            return Word("ILIKE") ? FilterOperator.LikeAnyCase
                : Word("LIKE") ? FilterOperator.Like
                : throw Wrong("=, !=, LIKE or ILIKE");
        }

        private string Value()
        {
            AtEnd();
            if (_at == text.Length || text[_at] != '\'')
            {
                throw Wrong("a value in single quotes");
            }

            var value = new StringBuilder();
            for (_at++; _at < text.Length; _at++)
            {
                if (text[_at] != '\'')
                {
                    value.Append(text[_at]);
                }
                else if (_at + 1 < text.Length && text[_at + 1] == '\'')
                {
                    value.Append('\'');
                    _at++;
                }
                else
                {
                    _at++;
                    return value.ToString();
                }
            }

            throw Wrong("the quote that ends the value");
        }

        // A word ends where no letter follows.
        private bool Word(string word)
        {
            AtEnd();
            if (
                !text.AsSpan(_at).StartsWith(word, StringComparison.OrdinalIgnoreCase)
                || (_at + word.Length < text.Length && char.IsLetterOrDigit(text[_at + word.Length]))
            )
            {
                return false;
            }

            _at += word.Length;
            return true;
        }

        private MlFlowRequestException Wrong(string expected) =>
            MlFlowRequestException.Invalid($"Invalid filter at character {_at + 1}: expected {expected}.");
    }
}
