namespace Governance.Domain.Competences;

/// <summary>A record of a training that a person had.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct CompetenceId(int Number) : IDisplayId<CompetenceId>
{
    /// <inheritdoc/>
    public static string Prefix => "CMP";

    /// <inheritdoc/>
    public static CompetenceId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
