using System.Globalization;

namespace Governance.Domain.Decisions;

/// <summary>Collects what is wrong with the lines of a batch, so that all of it can be fixed at once.</summary>
public sealed class DecisionErrors
{
    /// <summary>Errors reported at once.</summary>
    public const int Most = 50;

    private readonly SortedDictionary<(long Line, string Field), Sentence> _errors = [];

    /// <summary>True when something is wrong.</summary>
    public bool Any => Count > 0;

    /// <summary>How much is wrong, the errors that are not reported included.</summary>
    public long Count { get; private set; }

    /// <summary>Adds one.</summary>
    /// <param name="line">Line, from 1.</param>
    /// <param name="field">Member, as the sender spells it; empty for the whole line.</param>
    /// <param name="message">What is wrong, and how to fix it.</param>
    public void Add(long line, string field, Sentence message)
    {
        Count++;
        if (_errors.Count < Most)
        {
            _errors.TryAdd((line, field), message);
        }
    }

    /// <summary>Adds what another has collected.</summary>
    public void Add(DecisionErrors other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (place, message) in other._errors)
        {
            Add(place.Line, place.Field, message);
        }

        Count += other.Count - other._errors.Count;
    }

    /// <summary>The refusal of the whole batch.</summary>
    public Refusal ToRefusal() => DecisionRefusals.Lines(Words(), ByField());

    private Sentence Words()
    {
        var (place, message) = _errors.First();
        Sentence what =
            place.Field.Length == 0 ? (Sentence)$"Line {place.Line}: {message}" : $"Line {place.Line}, {place.Field}: {message}";
        Sentence more = Count > 1 ? (Sentence)$" Errors: {Count:#,0}; see errors by line." : $"";
        return $"{what}{more} {Sentence.Ours("Nothing was stored.")}";
    }

    private Dictionary<string, Sentence[]> ByField() =>
        _errors.ToDictionary(
            e => string.Create(CultureInfo.InvariantCulture, $"lines[{e.Key.Line}]{(e.Key.Field.Length == 0 ? "" : "." + e.Key.Field)}"),
            e => new[] { e.Value },
            StringComparer.Ordinal
        );
}
