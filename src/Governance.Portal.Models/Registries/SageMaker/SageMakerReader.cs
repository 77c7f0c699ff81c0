using System.Text.Json.Nodes;

namespace Governance.Portal.Models.Registries.SageMaker;

/// <summary>
/// The model registry of Amazon SageMaker: groups of model packages are models, packages are versions. A package that is not complete yet
/// is not there yet. Public reference: docs.aws.amazon.com/sagemaker/latest/APIReference/, operations ListModelPackageGroups,
/// DescribeModelPackageGroup, ListModelPackages and DescribeModelPackage.
/// </summary>
public sealed class SageMakerReader(SageMakerCalls calls) : IRegistryReader
{
    /// <summary>The kind.</summary>
    internal const string Name = "sagemaker";

    /// <summary>Status of approval after which SageMaker lets a package be deployed.</summary>
    internal const string Approved = "Approved";

    // Each package is one more call, and what is half read when the service throttles is read again.
    private const int MaxPage = 25;
    private const int MaxTags = 60;

    /// <inheritdoc/>
    public string Kind => Name;

    /// <inheritdoc/>
    public string Title => "Amazon SageMaker";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings => [SageMakerCalls.RegionSetting];

    /// <inheritdoc/>
    public IReadOnlyList<string> Secrets => [SageMakerCalls.CredentialsSecret];

    /// <inheritdoc/>
    public string? Doubt(RegistryConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.Address.Length == 0
                ? "__Address is missing: https://api.sagemaker.REGION.amazonaws.com, or an interface endpoint of your network."
            : SageMakerCalls.RegionOf(connection) is null
                ? "__Settings__Region is missing: the address does not name the region that requests are signed for."
            : null;
    }

    /// <inheritdoc/>
    public async Task<RegistryPage<FoundModel>> ModelsAsync(RegistryConnection from, string? cursor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(from);
        var page = await calls.CallAsync(
            from,
            "ListModelPackageGroups",
            new JsonObject
            {
                ["MaxResults"] = Math.Min(from.PageSize, 100),
                ["SortBy"] = "CreationTime",
                ["SortOrder"] = "Ascending",
                ["NextToken"] = cursor,
            },
            ct
        );
        return new(
            [
                .. page.Objects("ModelPackageGroupSummaryList")
                    .Where(g => g.NeedText("ModelPackageGroupStatus", 60) == "Completed")
                    .Select(ModelOf),
            ],
            page.Cursor("NextToken")
        );
    }

    /// <inheritdoc/>
    public async Task<FoundModel?> ModelAsync(RegistryConnection from, string id, CancellationToken ct)
    {
        try
        {
            return ModelOf(await calls.CallAsync(from, "DescribeModelPackageGroup", new JsonObject { ["ModelPackageGroupName"] = id }, ct));
        }
        catch (RegistryException e) when (e.IsMissing)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<RegistryPage<FoundVersion>> VersionsAsync(
        RegistryConnection from,
        FoundModel model,
        string? cursor,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(model);
        var page = await calls.CallAsync(
            from,
            "ListModelPackages",
            new JsonObject
            {
                ["ModelPackageGroupName"] = model.Id,
                ["MaxResults"] = Math.Min(from.PageSize, MaxPage),
                ["SortBy"] = "CreationTime",
                ["SortOrder"] = "Ascending",
                ["NextToken"] = cursor,
            },
            ct
        );
        var versions = new List<FoundVersion>();
        foreach (var summary in page.Objects("ModelPackageSummaryList"))
        {
            var arn = summary.NeedText("ModelPackageArn", 500);
            if (summary.NeedText("ModelPackageStatus", 60) == "Completed" && await DescribeAsync(from, arn, ct) is { } package)
            {
                versions.Add(VersionOf(arn, package));
            }
        }

        return new(versions, page.Cursor("NextToken"));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FoundDocument>> DocumentsAsync(
        RegistryConnection from,
        FoundModel model,
        FoundVersion version,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(version);
        return await DescribeAsync(from, version.Id, ct) is { } package ? SageMakerDocuments.Of(package, version.CreatedAt) : [];
    }

    /// <inheritdoc/>
    public Task<RegistryPage<FoundEndpoint>> EndpointsAsync(RegistryConnection from, string? cursor, CancellationToken ct) =>
        SageMakerEndpoints.ReadAsync(calls, from, cursor, ct);

    /// <summary>A package; null when it is not there, because it was deleted after it was listed.</summary>
    private async Task<StrictAnswer?> DescribeAsync(RegistryConnection from, string arn, CancellationToken ct)
    {
        try
        {
            return await calls.CallAsync(from, "DescribeModelPackage", new JsonObject { ["ModelPackageName"] = arn }, ct);
        }
        catch (RegistryException e) when (e.IsMissing)
        {
            return null;
        }
    }

    private static FoundModel ModelOf(StrictAnswer group)
    {
        var name = group.NeedText("ModelPackageGroupName", 63);
        return new FoundModel(name, name) { Description = group.Text("ModelPackageGroupDescription", 1_024) };
    }

    private static FoundVersion VersionOf(string arn, StrictAnswer package)
    {
        var tags = package.Texts("CustomerMetadataProperties", 50);
        var container = package.Object("InferenceSpecification")?.Objects("Containers") is { Count: > 0 } containers
            ? containers[0]
            : (StrictAnswer?)null;
        Put("sagemaker.imageDigest", container?.Text("ImageDigest", 80));
        Put("sagemaker.modelDataETag", container?.Text("ModelDataETag", 80));
        Put("sagemaker.task", package.Text("Task", 60));
        Put("sagemaker.lifeCycle", package.Object("ModelLifeCycle")?.Text("Stage", 60));
        var metadata = package.Object("MetadataProperties");
        var approval = package.NeedText("ModelApprovalStatus", 60);
        return new FoundVersion(arn, package.NeedCount("ModelPackageVersion").ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            Description = package.Text("ModelPackageDescription", 1_024),
            Stage = approval,
            ClaimsProduction = approval == Approved,
            Tags = tags,
            SourceUri =
                container?.Text("ModelDataUrl", 1_000)
                ?? container?.Object("ModelDataSource")?.Object("S3DataSource")?.Text("S3Uri", 1_000)
                ?? package.Text("SourceUri", 1_000),
            RunId = metadata?.Text("GeneratedBy", 500),
            Commit = metadata?.Text("CommitId", 200),
            ArtifactSha256 = ArtifactDigest.Claimed(tags),
            CreatedAt = package.Time("CreationTime"),
        };

        void Put(string name, string? value)
        {
            if (value is not null && tags.Count < MaxTags)
            {
                tags[name] = value;
            }
        }
    }
}
