using System.Globalization;
using System.Text.Json;

namespace Governance.Scoring;

/// <summary>Turns what a model answers for one row into a number: a score, or 1 and 0 for classes.</summary>
internal sealed class AnswerReader(EndpointSettings settings)
{
    private static readonly string[] s_members = ["score", "probability", "prediction", "predictions", "label"];
    private readonly double? _positiveNumber = double.TryParse(
        settings.PositiveLabel,
        NumberStyles.Float,
        CultureInfo.InvariantCulture,
        out var number
    )
        ? number
        : null;

    /// <summary>Whether an answer was a class beyond doubt.</summary>
    public bool SawClass { get; private set; } = settings.Answers == AnswerKind.Class;

    public double Read(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return double.NaN;
            case JsonValueKind.Number:
                return Number(value.GetDouble());
            case JsonValueKind.True or JsonValueKind.False:
                SawClass = true;
                return (value.ValueKind == JsonValueKind.True) == (settings.PositiveLabel is null || IsPositive("true")) ? 1 : 0;
            case JsonValueKind.String:
                return Text(value.GetString()!);
            case JsonValueKind.Array:
                return Read(Chosen(value));
            case JsonValueKind.Object:
                return Read(Member(value));
            default:
                throw ScoringException.Undecided("The endpoint returns something that is not a prediction.");
        }
    }

    private double Number(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.NaN;
        }

        return settings.Answers == AnswerKind.Class ? (value == (_positiveNumber ?? 1) ? 1 : 0) : value;
    }

    private double Text(string text)
    {
        if (settings.Answers == AnswerKind.Score)
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Number(number) : double.NaN;
        }

        SawClass = true;
        if (
            settings.PositiveLabel is null
            && !text.Equals("true", StringComparison.OrdinalIgnoreCase)
            && !text.Equals("false", StringComparison.OrdinalIgnoreCase)
        )
        {
            throw ScoringException.Usage(
                $"The endpoint returns classes such as \"{Shortened(text)}\"; use {settings.NameOf("positive-label")} to say which one "
                    + "is positive."
            );
        }

        return IsPositive(text) ? 1 : 0;
    }

    private bool IsPositive(string text) =>
        settings.PositiveLabel is { } positive
            ? string.Equals(text, positive, StringComparison.Ordinal)
            : text.Equals("true", StringComparison.OrdinalIgnoreCase);

    private JsonElement Chosen(JsonElement list)
    {
        var count = list.GetArrayLength();
        var index = settings.ClassIndex ?? count - 1;
        return index >= 0 && index < count
            ? list[index]
            : throw ScoringException.Usage(
                $"The endpoint returns lists of length {count}; {settings.NameOf("class-index")} {index} is out of range."
            );
    }

    private JsonElement Member(JsonElement answer)
    {
        if (settings.Output is { } name)
        {
            return answer.TryGetProperty(name, out var named)
                ? named
                : throw ScoringException.Usage($"The endpoint's answers have no member \"{name}\"; they have {Members(answer)}.");
        }

        foreach (var known in s_members)
        {
            if (answer.TryGetProperty(known, out var member))
            {
                return member;
            }
        }

        throw ScoringException.Usage(
            $"The endpoint returns objects; use {settings.NameOf("output")} to name the member that is the score. "
                + $"Members: {Members(answer)}."
        );
    }

    private static string Members(JsonElement answer) =>
        string.Join(", ", answer.EnumerateObject().Take(20).Select(p => Shortened(p.Name)));

    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
