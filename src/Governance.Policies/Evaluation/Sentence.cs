namespace Governance.Policies;

/// <summary>
/// What a rule says: statements, and beside them the words in which engines up to <c>governance-policies/3</c> said it. Their runs are
/// replayed to the byte, so these words never change; no engine after them writes them.
/// </summary>
internal sealed record Sentence(string Frozen, IReadOnlyList<Statement> Statements)
{
    public static Sentence None { get; } = Of("seen.none", "none");

    public static Sentence NotKnown { get; } = Of("seen.not-known", "not known");

    public static Sentence NotMeasured { get; } = Of("seen.not-measured", "not measured");

    public static Sentence NotReadable { get; } = Of("seen.not-readable", "not readable");

    public static Sentence NoDatasets { get; } = Of("data.seen-none", "no datasets");

    public static Sentence Of(string code, string frozen, params ReadOnlySpan<(string Name, StatementValue? Value)> values) =>
        new(frozen, [Statement.Of(code, values)]);

    /// <summary>Several as one; what is null is left out.</summary>
    public static Sentence Joined(string separator, params IEnumerable<Sentence?> parts)
    {
        var said = parts.OfType<Sentence>().ToList();
        return new(string.Join(separator, said.Select(part => part.Frozen)), [.. said.SelectMany(part => part.Statements)]);
    }

    /// <summary>The English that a result keeps: of the statement, or as the older engines wrote it.</summary>
    /// <param name="states">True for an engine that makes statements of it.</param>
    public string Words(bool states) => states ? string.Join(" ", Statements.Select(StatementTexts.English)) : Frozen;

    /// <summary>The same, with other words of the older engines.</summary>
    public Sentence Said(string frozen) => this with { Frozen = frozen };
}
