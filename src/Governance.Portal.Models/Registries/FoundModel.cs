using Governance.Domain.Models;

namespace Governance.Portal.Models.Registries;

/// <summary>One page of an answer.</summary>
/// <param name="Items">What is on it; may be empty while there is a next one.</param>
/// <param name="Next">Cursor of the next page, at most 4,000 characters; null after the last.</param>
/// <param name="Skipped">Items the registry described in a way that cannot be kept.</param>
public sealed record RegistryPage<T>(IReadOnlyList<T> Items, string? Next, int Skipped = 0);

/// <summary>A model of a registry. Texts are plain (<see cref="FoundJson.Text"/>); the importer checks names and lengths.</summary>
/// <param name="Id">What it is known by there, at most 500 characters; never that of another model.</param>
/// <param name="Name">What people call it there.</param>
public sealed record FoundModel(string Id, string Name)
{
    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Labels; kept as text, read by no policy.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Alias to <see cref="FoundVersion.Id"/>, where the registry says it with the model; aliases may also stand in
    /// <see cref="FoundVersion.Aliases"/>.
    /// </summary>
    public IReadOnlyDictionary<string, string> Aliases { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>A version of a model of a registry.</summary>
/// <param name="Id">What it is known by there, at most 500 characters; unique within its model.</param>
/// <param name="Number">Its number or name there, at most 64 characters. A whole number is kept as the number here.</param>
public sealed record FoundVersion(string Id, string Number)
{
    /// <summary>Words for people.</summary>
    public string? Description { get; init; }

    /// <summary>Stage or approval status that the registry claims; moves nothing here.</summary>
    public string? Stage { get; init; }

    /// <summary>True when the registry claims that it is in production or approved for it: drift, unless the portal agrees.</summary>
    public bool ClaimsProduction { get; init; }

    /// <summary>Aliases that point to it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Labels; kept as text, read by no policy.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where its files are said to be. A label: never fetched through this.</summary>
    public string? SourceUri { get; init; }

    /// <summary>The run that is said to have made it.</summary>
    public string? RunId { get; init; }

    /// <summary>Link to that run.</summary>
    public string? RunLink { get; init; }

    /// <summary>Id of the logged model (MLflow 3).</summary>
    public string? LoggedModel { get; init; }

    /// <summary>SHA-256 of its files as the registry claims it, lower-case hex; part of what is compared, no gate reads it.</summary>
    public string? ArtifactSha256 { get; init; }

    /// <summary>Commit that is said to have made it.</summary>
    public string? Commit { get; init; }

    /// <summary>When it was made there.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
}

/// <summary>A document about a version, filed as evidence through the portal's converters.</summary>
/// <param name="Kind">What it is; <see cref="EvidenceKind.Other"/> for what its maker alone says.</param>
/// <param name="Tool">What made it: evidence of one tool is filed once for each version.</param>
/// <param name="Content">Its bytes: JSON unless <paramref name="MediaType"/> says otherwise; bounded by Limits__EvidenceBytes.</param>
/// <param name="ProducedAt">When; null for now.</param>
/// <param name="FileName">Name of the file; null for a JSON document without.</param>
/// <param name="MediaType">Its type; null for JSON.</param>
public sealed record FoundDocument(
    EvidenceKind Kind,
    string Tool,
    ReadOnlyMemory<byte> Content,
    DateTimeOffset? ProducedAt = null,
    string? FileName = null,
    string? MediaType = null
);

/// <summary>Something of a registry that serves a version.</summary>
/// <param name="Id">What it is known by there.</param>
/// <param name="Name">What people call it.</param>
/// <param name="ModelId"><see cref="FoundModel.Id"/> of what it serves.</param>
/// <param name="Version"><see cref="FoundVersion.Id"/> or <see cref="FoundVersion.Number"/> of what it serves.</param>
/// <param name="TrafficShare">Share of its traffic that the version decides, 0 to 1; null where that is unknown.</param>
public sealed record FoundEndpoint(string Id, string Name, string ModelId, string Version, double? TrafficShare);
