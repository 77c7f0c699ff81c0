using System.Text.Json.Serialization;

namespace Governance.Portal.Models.Registries.MlFlow.Wire;

/// <summary>A tag, as MLflow writes it.</summary>
/// <param name="Key">Key of the tag.</param>
/// <param name="Value">Value of the tag.</param>
public sealed record TagView(string Key, string Value);

/// <summary>An alias of a model, as MLflow writes it.</summary>
/// <param name="Alias">The alias.</param>
/// <param name="Version">Number of the version that has it, as text.</param>
public sealed record AliasView(string Alias, string Version);

/// <summary>A model, as MLflow writes it. Times are milliseconds since 1970.</summary>
public sealed record RegisteredModelView(
    string Name,
    [property: JsonPropertyName("creation_timestamp")] long CreationTimestamp,
    [property: JsonPropertyName("last_updated_timestamp")] long LastUpdatedTimestamp,
    [property: JsonPropertyName("user_id")] string UserId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Description,
    [property: JsonPropertyName("latest_versions")] IReadOnlyList<RegistryVersionView> LatestVersions,
    IReadOnlyList<TagView> Tags,
    IReadOnlyList<AliasView> Aliases
);

/// <summary>A version, as MLflow writes it. Its version is its number, as text.</summary>
public sealed record RegistryVersionView(
    string Name,
    string Version,
    [property: JsonPropertyName("creation_timestamp")] long CreationTimestamp,
    [property: JsonPropertyName("last_updated_timestamp")] long LastUpdatedTimestamp,
    [property: JsonPropertyName("user_id")] string UserId,
    [property: JsonPropertyName("current_stage")] string CurrentStage,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Description,
    string Source,
    [property: JsonPropertyName("run_id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RunId,
    string Status,
    [property: JsonPropertyName("run_link"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RunLink,
    [property: JsonPropertyName("model_id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ModelId,
    IReadOnlyList<TagView> Tags,
    IReadOnlyList<string> Aliases
);

/// <summary>Answer about one model.</summary>
/// <param name="RegisteredModel">The model.</param>
public sealed record RegisteredModelAnswer([property: JsonPropertyName("registered_model")] RegisteredModelView RegisteredModel);

/// <summary>Answer about one version.</summary>
/// <param name="ModelVersion">The version.</param>
public sealed record ModelVersionAnswer([property: JsonPropertyName("model_version")] RegistryVersionView ModelVersion);

/// <summary>A page of models.</summary>
/// <param name="RegisteredModels">The models.</param>
/// <param name="NextPageToken">Sent back as page_token for the next page; absent at the end.</param>
public sealed record RegisteredModelsAnswer(
    [property: JsonPropertyName("registered_models")] IReadOnlyList<RegisteredModelView> RegisteredModels,
    [property: JsonPropertyName("next_page_token"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? NextPageToken
);

/// <summary>A page of versions.</summary>
/// <param name="ModelVersions">The versions.</param>
/// <param name="NextPageToken">Sent back as page_token for the next page; absent at the end.</param>
public sealed record ModelVersionsAnswer(
    [property: JsonPropertyName("model_versions")] IReadOnlyList<RegistryVersionView> ModelVersions,
    [property: JsonPropertyName("next_page_token"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? NextPageToken = null
);

/// <summary>Where the files of a version are said to be.</summary>
/// <param name="ArtifactUri">The label given at registration.</param>
public sealed record ArtifactUriAnswer([property: JsonPropertyName("artifact_uri")] string ArtifactUri);
