namespace Governance.Domain.ModelRisk;

/// <summary>A finding of a validation.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct FindingId(int Number) : IDisplayId<FindingId>
{
    /// <inheritdoc/>
    public static string Prefix => "FND";

    /// <inheritdoc/>
    public static FindingId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
