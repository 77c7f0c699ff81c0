namespace Governance.Portal.Models.Registries;

/// <summary>A registry that is set up, as readers and writers see it.</summary>
public sealed record RegistryConnection
{
    /// <summary>Name by which it is known here; it never changes.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Where its settings stand, for sentences: <c>Registries__Connections__0</c>.</summary>
    public required string Section { get; init; }

    /// <summary>Its address, without a slash at the end; empty where its kind needs none.</summary>
    public string Address { get; init; } = "";

    /// <summary>E-mail address of the account that owns models imported from it.</summary>
    public required string Owner { get; init; }

    /// <summary>Models or versions asked for in one call.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>Minutes between two full readings; 0: only when requested.</summary>
    public int ReconcileMinutes { get; init; } = 360;

    /// <summary>Whether the regular reading only files unregistered models for triage.</summary>
    public bool Discover { get; init; }

    /// <summary>Whether files of versions are fetched too, where the kind can.</summary>
    public bool Artifacts { get; init; }

    /// <summary>Whether the portal writes there what it decided.</summary>
    public bool WriteBack { get; init; }

    /// <summary>Aliases that stand for production, in any case.</summary>
    public IReadOnlyList<string> GatedAliases { get; init; } = [];

    /// <summary>Further settings of the kind, by name, in any case.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where secrets are, by name, in any case: a file, or <c>env:</c> and the name of an environment variable.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>A setting; null when it is not given.</summary>
    public string? Setting(string name) => Settings.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>True for an alias that stands for production.</summary>
    public bool IsGated(string alias) => GatedAliases.Contains(alias, StringComparer.OrdinalIgnoreCase);

    /// <summary>A secret, read each time, so that one that was renewed counts at once; null when none is set up.</summary>
    /// <exception cref="RegistryException">It is set up and cannot be read.</exception>
    public string? Secret(string name)
    {
        if (Secrets.GetValueOrDefault(name) is not { Length: > 0 } place)
        {
            return null;
        }

        try
        {
            var secret = place.StartsWith("env:", StringComparison.Ordinal)
                ? Environment.GetEnvironmentVariable(place["env:".Length..])?.Trim()
                : File.ReadAllText(place).Trim();
            return secret is { Length: > 0 } ? secret : throw new RegistryException($"The secret {name} of {Section} is empty.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException($"The secret {name} of {Section} cannot be read.", e);
        }
    }
}
