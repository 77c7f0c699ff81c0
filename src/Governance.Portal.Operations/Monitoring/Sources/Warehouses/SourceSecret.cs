namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>The secret of a connection to a service, which has none without.</summary>
internal static class SourceSecret
{
    /// <summary>Reads it; the file each time, so that a secret that was renewed counts at once.</summary>
    /// <exception cref="SourceException">The file cannot be read, or is empty.</exception>
    public static async ValueTask<string> ReadAsync(SourceOptions options, CancellationToken ct) =>
        (await options.ReadSecretAsync(ct)).Trim() is { Length: > 0 } secret
            ? secret
            : throw new SourceException($"The secret of the connection \"{options.Name}\" is empty.") { IsFinal = true };

    /// <summary>What is wrong with the settings that every service has; null: nothing.</summary>
    public static string? Doubt(SourceOptions options) =>
        !Uri.TryCreate(options.Address, UriKind.Absolute, out var address)
        || address.Scheme is not ("https" or "http")
        || address.UserInfo.Length > 0
        || address.AbsolutePath != "/"
        || address.Query.Length > 0
            ? "__Address must be the https:// address of the service, without a path."
        : options.Secret.Length == 0 && options.SecretFile.Length == 0 ? "__SecretFile or __Secret is missing."
        : null;
}
