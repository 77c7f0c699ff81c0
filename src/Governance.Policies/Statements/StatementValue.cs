namespace Governance.Policies;

/// <summary>
/// A value of a <see cref="Statement"/>. Its kind says how it is shown, and what may be done to it on the way: a name never changes.
/// </summary>
public abstract record StatementValue
{
    private StatementValue() { }

    /// <summary>What people called something: a dataset, a column, a supplier, a tool. Shown as written, never translated.</summary>
    /// <param name="Text">The name.</param>
    public sealed record Name(string Text) : StatementValue;

    /// <summary>A person by the id of their account; shown by their name where it is known.</summary>
    /// <param name="Text">The id.</param>
    public sealed record Person(string Text) : StatementValue;

    /// <summary>An identifier: of a record (<c>EVD-0004</c>), a version, a digest, a region, a path. Shown as written.</summary>
    /// <param name="Text">The identifier.</param>
    public sealed record Id(string Text) : StatementValue;

    /// <summary>A sentence of another system or of a person. Shown word for word, and marked as theirs.</summary>
    /// <param name="Text">The sentence.</param>
    public sealed record Foreign(string Text) : StatementValue;

    /// <summary>A measure by its id (<c>auc</c>), ours or one that a report names; shown in words where it has some.</summary>
    /// <param name="Text">The id.</param>
    public sealed record Measure(string Text) : StatementValue;

    /// <summary>A word of a closed vocabulary, such as a kind of evidence.</summary>
    /// <param name="Vocabulary">Name of the vocabulary, one of <see cref="StatementTerms"/>.</param>
    /// <param name="Word">The word as policies and inputs spell it.</param>
    public sealed record Term(string Vocabulary, string Word) : StatementValue;

    /// <summary>A measured number or a limit of one; its unit is that of the statement's measure.</summary>
    /// <param name="Value">The number; finite.</param>
    public sealed record Number(double Value) : StatementValue;

    /// <summary>The interval of a measured number.</summary>
    /// <param name="Low">Its lower end, when it is known.</param>
    /// <param name="High">Its upper end, when it is known.</param>
    public sealed record Interval(double? Low, double? High) : StatementValue;

    /// <summary>How many there are of something.</summary>
    /// <param name="Value">The number.</param>
    public sealed record Count(long Value) : StatementValue;

    /// <summary>A share of a whole, from 0 to 1.</summary>
    /// <param name="Value">The share.</param>
    public sealed record Share(double Value) : StatementValue;

    /// <summary>An amount, with its currency where it is one of money.</summary>
    /// <param name="Value">The amount.</param>
    /// <param name="Currency">ISO 4217 code, or null.</param>
    public sealed record Amount(decimal Value, string? Currency) : StatementValue;

    /// <summary>A length of time in days.</summary>
    /// <param name="Value">The days.</param>
    public sealed record Days(int Value) : StatementValue;

    /// <summary>A length of time in hours.</summary>
    /// <param name="Value">The hours.</param>
    public sealed record Hours(int Value) : StatementValue;

    /// <summary>An instant; shown in the zone of the reader.</summary>
    /// <param name="Value">The instant.</param>
    public sealed record Time(DateTimeOffset Value) : StatementValue;

    /// <summary>A day.</summary>
    /// <param name="Value">The day.</param>
    public sealed record Day(DateOnly Value) : StatementValue;

    /// <summary>Several values; where there are more than are listed, how many there are in all.</summary>
    /// <param name="Items">The listed ones.</param>
    /// <param name="Of">How many there are in all; null when all are listed.</param>
    public sealed record List(IReadOnlyList<StatementValue> Items, int? Of = null) : StatementValue
    {
        /// <summary>How many there are that are not listed.</summary>
        public int More => Math.Max(0, (Of ?? Items.Count) - Items.Count);
    }

    /// <summary>A part of a sentence that is a statement itself, such as a risk with its score.</summary>
    /// <param name="Statement">The statement.</param>
    public sealed record Phrase(Statement Statement) : StatementValue;
}
