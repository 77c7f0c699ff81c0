namespace Governance.Portal.Models.Registries;

/// <summary>The header with a connection's token, and the place where a call failed.</summary>
internal static class BearerToken
{
    /// <summary>Headers of a call; the token is read each time, because some are renewed each hour.</summary>
    public static IReadOnlyDictionary<string, string> Headers(RegistryConnection connection, string secret)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Accept"] = "application/json" };
        if (connection.Secret(secret) is { } token)
        {
            headers["Authorization"] = $"Bearer {token}";
        }

        return headers;
    }

    /// <summary>The same failure with host and operation before it.</summary>
    public static RegistryException At(this RegistryException failure, string origin) =>
        new($"{origin}: {failure.Message}", failure)
        {
            Status = failure.Status,
            RetryAfter = failure.RetryAfter,
            IsFinal = failure.IsFinal,
            IsMissing = failure.IsMissing,
            IsRubbish = failure.IsRubbish,
        };
}
