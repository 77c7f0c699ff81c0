using System.Globalization;
using System.Text.Json.Nodes;

namespace Governance.Portal.Models.Registries.SageMaker;

/// <summary>
/// What serves model packages: an endpoint has variants with weights, a variant a model, and a model is made of a package or of files
/// that no registry knows. Public reference: operations ListEndpoints, DescribeEndpoint, DescribeEndpointConfig and DescribeModel.
/// </summary>
internal static class SageMakerEndpoints
{
    private const int MaxPage = 25;

    private static readonly string[] s_serving = ["InService", "Updating", "SystemUpdating", "RollingBack"];

    public static async Task<RegistryPage<FoundEndpoint>> ReadAsync(
        SageMakerCalls calls,
        RegistryConnection from,
        string? cursor,
        CancellationToken ct
    )
    {
        var page = await calls.CallAsync(
            from,
            "ListEndpoints",
            new JsonObject
            {
                ["MaxResults"] = Math.Min(from.PageSize, MaxPage),
                ["SortBy"] = "CreationTime",
                ["SortOrder"] = "Ascending",
                ["NextToken"] = cursor,
            },
            ct
        );
        var found = new List<FoundEndpoint>();
        var models = new Dictionary<string, (string Model, string Version)>(StringComparer.Ordinal);
        foreach (var summary in page.Objects("EndpointSummaries"))
        {
            var name = summary.NeedText("EndpointName", 63);
            if (!s_serving.Contains(summary.NeedText("EndpointStatus", 60), StringComparer.Ordinal))
            {
                continue;
            }

            try
            {
                found.AddRange(await OneAsync(calls, from, name, models, ct));
            }
            catch (RegistryException e) when (e.IsMissing)
            {
                // Deleted after it was listed: it serves nothing.
            }
        }

        return new(found, page.Cursor("NextToken"));
    }

    private static async Task<IReadOnlyList<FoundEndpoint>> OneAsync(
        SageMakerCalls calls,
        RegistryConnection from,
        string name,
        Dictionary<string, (string Model, string Version)> models,
        CancellationToken ct
    )
    {
        var endpoint = await calls.CallAsync(from, "DescribeEndpoint", new JsonObject { ["EndpointName"] = name }, ct);
        var arn = endpoint.NeedText("EndpointArn", 500);
        var config = await calls.CallAsync(
            from,
            "DescribeEndpointConfig",
            new JsonObject { ["EndpointConfigName"] = endpoint.NeedText("EndpointConfigName", 63) },
            ct
        );
        var modelOf = config
            .Objects("ProductionVariants")
            .Select(v => (Name: v.NeedText("VariantName", 63), Model: v.Text("ModelName", 63)))
            .DistinctBy(v => v.Name, StringComparer.Ordinal)
            .ToDictionary(v => v.Name, v => v.Model, StringComparer.Ordinal);
        var variants = endpoint
            .Objects("ProductionVariants")
            .Select(v => (Name: v.NeedText("VariantName", 63), Weight: v.Number("CurrentWeight")))
            .ToList();
        var total = variants.Sum(v => v.Weight ?? 0);
        var found = new List<FoundEndpoint>();
        foreach (var (variant, weight) in variants)
        {
            // A variant without a model holds inference components, each of which names its own.
            var (model, version) = modelOf.GetValueOrDefault(variant) is { } served
                ? await ServedAsync(calls, from, served, models, ct)
                : ($"endpoint/{name}", variant);
            found.Add(
                new FoundEndpoint(
                    $"{arn}#{variant}",
                    variants.Count == 1 ? name : $"{name} ({variant})",
                    model,
                    version,
                    weight is { } share && total > 0 ? share / total : null
                )
            );
        }

        return found;
    }

    // A model's name is no one else's, so what no package stands behind is known by it.
    private static async Task<(string Model, string Version)> ServedAsync(
        SageMakerCalls calls,
        RegistryConnection from,
        string name,
        Dictionary<string, (string Model, string Version)> models,
        CancellationToken ct
    )
    {
        if (models.TryGetValue(name, out var known))
        {
            return known;
        }

        var served = ($"model/{name}", name);
        try
        {
            var model = await calls.CallAsync(from, "DescribeModel", new JsonObject { ["ModelName"] = name }, ct);
            var containers = model.Objects("Containers").ToList();
            if (model.Object("PrimaryContainer") is { } primary)
            {
                containers.Insert(0, primary);
            }

            var package = containers.Select(c => c.Text("ModelPackageName", 500)).FirstOrDefault(p => p is not null);
            // arn:aws:sagemaker:REGION:ACCOUNT:model-package/GROUP/VERSION
            served =
                package?.Split(":model-package/") is [_, var path]
                && path.Split('/') is [var group, var number]
                && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _)
                    ? (group, package)
                    : served;
        }
        catch (RegistryException e) when (e.IsMissing)
        {
            // The model was deleted while its endpoint goes on serving it.
        }

        models[name] = served;
        return served;
    }
}
