namespace Governance.Domain.Explanations;

/// <summary>A request for the explanation of a decision.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct ExplanationRequestId(int Number) : IDisplayId<ExplanationRequestId>
{
    /// <inheritdoc/>
    public static string Prefix => "EXR";

    /// <inheritdoc/>
    public static ExplanationRequestId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
