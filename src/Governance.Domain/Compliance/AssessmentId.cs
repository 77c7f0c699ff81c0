namespace Governance.Domain.Compliance;

/// <summary>An assessment of an AI system: the answers that classify it.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct AssessmentId(int Number) : IDisplayId<AssessmentId>
{
    /// <inheritdoc/>
    public static string Prefix => "ASM";

    /// <inheritdoc/>
    public static AssessmentId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
