using System.Globalization;
using System.Text;
using Governance.Domain;
using Governance.Domain.Decisions;

namespace Governance.Portal.Operations.Decisions;

/// <summary>Which decisions are asked for. The query box, the address of the page and the API all end here.</summary>
public sealed record DecisionFilter
{
    /// <summary>Made at this instant or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Made before this instant.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Name of the model, or its beginning up to a dash.</summary>
    public string? Model { get; init; }

    /// <summary>Name of the version.</summary>
    public string? Version { get; init; }

    /// <summary>The outcome, letter by letter.</summary>
    public string? Outcome { get; init; }

    /// <summary>Least confidence.</summary>
    public double? MinConfidence { get; init; }

    /// <summary>Greatest confidence.</summary>
    public double? MaxConfidence { get; init; }

    /// <summary>True for overridden decisions, false for those that stand.</summary>
    public bool? Overridden { get; init; }

    /// <summary>Name of a feature that mattered.</summary>
    public string? Feature { get; init; }

    /// <summary>Pseudonym of whom it is about.</summary>
    public string? Subject { get; init; }

    private static readonly string[] s_times = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    /// <summary>
    /// Reads the words of the query box: <c>model:credit outcome:declined override:yes score:&gt;0.42</c>. A value with spaces stands in
    /// quotation marks.
    /// </summary>
    public static Result<DecisionFilter> Parse(string? text)
    {
        var filter = new DecisionFilter();
        foreach (var word in Words(text ?? ""))
        {
            var colon = word.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = colon <= 0 ? ("", word) : (word[..colon], word[(colon + 1)..].Trim('"'));
            var next = With(filter, name, value);
            if (next.Refusal is { } refusal)
            {
                return refusal;
            }

            filter = next.Value;
        }

        return filter;
    }

    /// <summary>The filter with one more condition.</summary>
    /// <param name="filter">What is asked so far.</param>
    /// <param name="name">Name of the condition, as the API and the query box spell it.</param>
    /// <param name="value">Its value.</param>
    public static Result<DecisionFilter> With(DecisionFilter filter, string name, string value)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(value);
        switch (name)
        {
            case "model":
                return filter with { Model = value };
            case "version":
                return filter with { Version = value };
            case "outcome":
                return filter with { Outcome = value };
            case "feature":
                return filter with { Feature = value };
            case "subject":
                return filter with { Subject = value };
            case "from":
                return TryTime(value, out var from) ? filter with { From = from } : NotATime("from");
            case "to":
                return TryTime(value, out var to) ? filter with { To = to } : NotATime("to");
            case "override":
                return value is "yes" or "true" ? filter with { Overridden = true }
                    : value is "no" or "false" ? filter with { Overridden = false }
                    : DecisionRefusals.FilterNotValid("override", $"Write override:yes or override:no.");
            case "score" or "confidence":
                return Confidence(filter, value);
            case "minConfidence":
                return TryShare(value, out var least) ? filter with { MinConfidence = least } : NotAShare(name);
            case "maxConfidence":
                return TryShare(value, out var most) ? filter with { MaxConfidence = most } : NotAShare(name);
            default:
                return DecisionRefusals.FilterNotValid(
                    "q",
                    $"\"{(name.Length == 0 ? value : name)}\" is not known. Write for example model:credit-default outcome:declined "
                        + $"override:yes score:>0.42 feature:income from:2026-11-01."
                );
        }
    }

    /// <summary>The filter as words of the query box.</summary>
    public override string ToString()
    {
        var words = new StringBuilder();
        Add("model", Model);
        Add("version", Version);
        Add("outcome", Outcome);
        Add(
            "override",
            Overridden switch
            {
                true => "yes",
                false => "no",
                null => null,
            }
        );
        Add("score", MinConfidence is { } min ? string.Create(CultureInfo.InvariantCulture, $">={min}") : null);
        Add("score", MaxConfidence is { } max ? string.Create(CultureInfo.InvariantCulture, $"<={max}") : null);
        Add("feature", Feature);
        Add("subject", Subject);
        Add("from", Time(From));
        Add("to", Time(To));
        return words.ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                words
                    .Append(words.Length == 0 ? "" : " ")
                    .Append(name)
                    .Append(':')
                    .Append(value.Contains(' ', StringComparison.Ordinal) ? $"\"{value}\"" : value);
            }
        }

        static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private static Result<DecisionFilter> Confidence(DecisionFilter filter, string value)
    {
        var range = value.Split("..");
        if (range.Length == 2 && TryShare(range[0], out var low) && TryShare(range[1], out var high))
        {
            return filter with { MinConfidence = low, MaxConfidence = high };
        }

        var bare = value.TrimStart('>', '<', '=');
        if (!TryShare(bare, out var share))
        {
            return NotAShare("score");
        }

        // Above and below are the next double: 0.42 itself is then left out.
        return value[..^bare.Length] switch
        {
            ">" => filter with { MinConfidence = Math.BitIncrement(share) },
            ">=" => filter with { MinConfidence = share },
            "<" => filter with { MaxConfidence = Math.BitDecrement(share) },
            "<=" => filter with { MaxConfidence = share },
            "" or "=" => filter with { MinConfidence = share, MaxConfidence = share },
            _ => NotAShare("score"),
        };
    }

    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        var quoted = false;
        foreach (var c in text)
        {
            quoted ^= c == '"';
            if (char.IsWhiteSpace(c) && !quoted)
            {
                if (word.Length > 0)
                {
                    yield return word.ToString();
                    word.Clear();
                }
            }
            else
            {
                word.Append(c);
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    private static bool TryShare(string text, out double share) =>
        double.TryParse(
            text,
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out share
        ) && double.IsFinite(share);

    private static bool TryTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text,
            s_times,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out time
        );

    private static Refusal NotATime(string field) =>
        DecisionRefusals.FilterNotValid(field, $"{field} must be a date or a time, such as 2026-11-20 or 2026-11-20T09:42:00Z.");

    private static Refusal NotAShare(string field) =>
        DecisionRefusals.FilterNotValid(field, $"The score must be a number from 0 to 1: score:>0.42, score:<=0.9 or score:0.4..0.6.");
}
