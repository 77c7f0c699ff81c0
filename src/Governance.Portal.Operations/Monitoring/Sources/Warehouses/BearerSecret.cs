namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>A token that the service issued, sent as it is.</summary>
internal sealed class BearerSecret(SourceOptions options) : IWarehouseCredential
{
    private string[] _secrets = [];

    public IReadOnlyCollection<string> Secrets => _secrets;

    public async ValueTask<IReadOnlyDictionary<string, string>> HeadersAsync(CancellationToken ct)
    {
        var token = await SourceSecret.ReadAsync(options, ct);
        if (token.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new SourceException($"The secret of the connection \"{options.Name}\" is not a token: it has spaces or line breaks.")
            {
                IsFinal = true,
            };
        }

        _secrets = [token];
        return new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Bearer {token}" };
    }

    public bool Forget() => false;
}
