namespace Governance.Portal.Operations.AgentRuns.Otlp;

/// <summary>How much is read of one body: what a small body may unfold to is bounded before it is built.</summary>
/// <param name="Spans">Spans of a body.</param>
internal sealed record OtlpLimits(int Spans)
{
    /// <summary>Values within values.</summary>
    public const int MaxDepth = 16;

    /// <summary>Values of one body: attributes, and elements of lists.</summary>
    public const int MaxValues = 1_000_000;
}
