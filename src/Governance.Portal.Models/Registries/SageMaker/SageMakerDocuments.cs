using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Models;

namespace Governance.Portal.Models.Registries.SageMaker;

/// <summary>
/// What a model package says beside its name: containers with their digests, where its reports of quality, bias and explainability are, and
/// its model card. The reports themselves are turned into evidence by <c>governance model evidence add --from sagemaker-monitor</c> and
/// <c>sagemaker-clarify</c>: they hold values of rows, which stay out of the portal.
/// </summary>
internal static class SageMakerDocuments
{
    private static readonly (string Part, string[] Reports)[] s_metrics =
    [
        ("ModelQuality", ["Statistics", "Constraints"]),
        ("ModelDataQuality", ["Statistics", "Constraints"]),
        ("Bias", ["Report", "PreTrainingReport", "PostTrainingReport"]),
        ("Explainability", ["Report"]),
    ];

    public static IReadOnlyList<FoundDocument> Of(StrictAnswer package, DateTimeOffset? producedAt)
    {
        var documents = new List<FoundDocument> { new(EvidenceKind.Other, "sagemaker", Utf8.Of(Described(package)), producedAt) };
        if (package.Object("ModelCard") is { } card)
        {
            documents.Add(new FoundDocument(EvidenceKind.ModelCard, "sagemaker model card", Card(card), producedAt, "model-card.json"));
        }

        return documents;
    }

    private static JsonObject Described(StrictAnswer package)
    {
        var containers = new JsonArray();
        foreach (var container in package.Object("InferenceSpecification")?.Objects("Containers") ?? [])
        {
            containers.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["image"] = container.Text("Image", 500),
                        ["imageDigest"] = container.Text("ImageDigest", 80),
                        ["modelData"] =
                            container.Text("ModelDataUrl", 1_000)
                            ?? container.Object("ModelDataSource")?.Object("S3DataSource")?.Text("S3Uri", 1_000),
                        ["modelDataETag"] = container.Text("ModelDataETag", 80),
                        ["framework"] = container.Text("Framework", 60),
                        ["frameworkVersion"] = container.Text("FrameworkVersion", 60),
                    }
            );
        }

        var reports = new JsonArray();
        if (package.Object("ModelMetrics") is { } metrics)
        {
            foreach (var (part, names) in s_metrics)
            {
                foreach (var name in names)
                {
                    if (metrics.Object(part)?.Object(name) is { } report)
                    {
                        reports.Add(
                            (JsonNode)
                                new JsonObject
                                {
                                    ["name"] = $"{part}.{name}",
                                    ["address"] = report.NeedText("S3Uri", 1_024),
                                    ["mediaType"] = report.Text("ContentType", 256),
                                    ["digest"] = report.Text("ContentDigest", 128),
                                }
                        );
                    }
                }
            }
        }

        return new JsonObject
        {
            ["claimedApproval"] = package.Text("ModelApprovalStatus", 60),
            ["repository"] = package.Object("MetadataProperties")?.Text("Repository", 500),
            ["containers"] = containers,
            ["reports"] = reports,
        };
    }

    // The card is a text within the answer.
    private static byte[] Card(StrictAnswer card)
    {
        var content = card.NeedText("ModelCardContent", 100_000);
        try
        {
            using var json = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = 32 });
            return json.RootElement.ValueKind is JsonValueKind.Object
                ? Encoding.UTF8.GetBytes(content)
                : throw card.Bad("ModelCardContent is not a JSON object.");
        }
        catch (JsonException)
        {
            throw card.Bad("ModelCardContent is not JSON.");
        }
    }
}
