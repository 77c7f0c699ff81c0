namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>The place that rows are written to failed; not to be taken for a failure of the service.</summary>
internal sealed class DestinationException(IOException inner) : Exception(inner.Message, inner)
{
    /// <summary>What happened.</summary>
    public IOException Failure { get; } = inner;
}
