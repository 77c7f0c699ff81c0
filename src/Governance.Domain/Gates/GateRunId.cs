namespace Governance.Domain.Gates;

/// <summary>One evaluation of the policies on one model version.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct GateRunId(int Number) : IDisplayId<GateRunId>
{
    /// <inheritdoc/>
    public static string Prefix => "GATE";

    /// <inheritdoc/>
    public static GateRunId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
