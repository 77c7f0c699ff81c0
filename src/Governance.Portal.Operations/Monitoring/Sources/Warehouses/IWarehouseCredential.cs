namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>Proves to a service who asks.</summary>
internal interface IWarehouseCredential
{
    /// <summary>Texts that must not be shown, should the service repeat them.</summary>
    IReadOnlyCollection<string> Secrets { get; }

    /// <summary>Headers of a call.</summary>
    /// <exception cref="SourceException">There is no proof now.</exception>
    ValueTask<IReadOnlyDictionary<string, string>> HeadersAsync(CancellationToken ct);

    /// <summary>Gives up what was kept because the service did not accept it.</summary>
    /// <returns>True when the next call has a new proof.</returns>
    bool Forget();
}
