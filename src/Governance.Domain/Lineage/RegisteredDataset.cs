namespace Governance.Domain.Lineage;

/// <summary>A dataset named in the registration of a version, as a row that can be searched for.</summary>
public sealed class RegisteredDataset
{
    /// <summary>Row number.</summary>
    public long Id { get; init; }

    /// <summary>The model.</summary>
    public string Model { get; init; } = "";

    /// <summary>Its version.</summary>
    public string Version { get; init; } = "";

    /// <summary>Name of the dataset.</summary>
    public string Name { get; init; } = "";

    /// <summary>Version of the dataset.</summary>
    public string DatasetVersion { get; init; } = "";

    /// <summary>Digest of its bytes.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>What the version used it for.</summary>
    public string Role { get; init; } = "";

    /// <summary>The rows of a version.</summary>
    public static IEnumerable<RegisteredDataset> Of(Models.VersionManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return manifest.Datasets.Select(d => new RegisteredDataset
        {
            Model = manifest.Model,
            Version = manifest.Version,
            Name = d.Name,
            DatasetVersion = d.Version,
            Sha256 = d.Sha256,
            Role = d.Role,
        });
    }
}
