using System.Text.Json.Nodes;

namespace Governance.Portal.Tests.Policies;

/// <summary>Admission reviews as an API server sends them.</summary>
internal static class Reviews
{
    public const string Uid = "705ab4f5-6393-11e8-b7cc-42010a800002";
    public const string Person = "system:serviceaccount:ci:deployer";

    /// <summary>A review of an object; kind and version are those of the object.</summary>
    public static JsonObject Of(
        string group,
        string kind,
        JsonObject workload,
        string operation = "CREATE",
        JsonObject? before = null,
        string? subResource = null,
        string user = Person,
        bool dryRun = false
    )
    {
        var request = new JsonObject
        {
            ["uid"] = Uid,
            ["kind"] = new JsonObject
            {
                ["group"] = group,
                ["version"] = "v1",
                ["kind"] = kind,
            },
            ["resource"] = new JsonObject
            {
                ["group"] = group,
                ["version"] = "v1",
                ["resource"] = kind.ToLowerInvariant() + "s",
            },
            ["requestKind"] = new JsonObject
            {
                ["group"] = group,
                ["version"] = "v1",
                ["kind"] = kind,
            },
            ["name"] = "fraud-scorer",
            ["namespace"] = "models",
            ["operation"] = operation,
            ["userInfo"] = new JsonObject
            {
                ["username"] = user,
                ["uid"] = "b4f0",
                ["groups"] = new JsonArray("system:authenticated"),
            },
            ["object"] = operation == "DELETE" ? null : workload.DeepClone(),
            ["oldObject"] = before?.DeepClone(),
            ["dryRun"] = dryRun,
            ["options"] = new JsonObject { ["kind"] = "CreateOptions", ["apiVersion"] = "meta.k8s.io/v1" },
        };
        if (subResource is not null)
        {
            request["subResource"] = subResource;
            request["requestSubResource"] = subResource;
        }

        return new JsonObject
        {
            ["kind"] = "AdmissionReview",
            ["apiVersion"] = "admission.k8s.io/v1",
            ["request"] = request,
        };
    }

    public static JsonObject Spec(params string[] images) =>
        new()
        {
            ["containers"] = new JsonArray([
                .. images.Select((image, i) => (JsonNode)new JsonObject { ["name"] = $"c{i}", ["image"] = image }),
            ]),
        };

    public static JsonObject Metadata(string? permit, string? model)
    {
        var annotations = new JsonObject();
        if (permit is not null)
        {
            annotations["governance/permit"] = permit;
        }

        if (model is not null)
        {
            annotations["governance/model-sha256"] = model;
        }

        return new JsonObject
        {
            ["name"] = "fraud-scorer",
            ["labels"] = new JsonObject { ["app"] = "fraud-scorer" },
            ["annotations"] = annotations,
        };
    }

    public static JsonObject Template(string image, string? permit, string? model) =>
        new() { ["metadata"] = Metadata(permit, model), ["spec"] = Spec(image) };

    public static JsonObject Pod(string image, string? permit, string? model) =>
        new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = Metadata(permit, model),
            ["spec"] = Spec(image),
        };

    /// <summary>A workload of <c>apps/v1</c> or <c>batch/v1</c> around a template.</summary>
    public static JsonObject Workload(string apiVersion, string kind, JsonObject template)
    {
        var spec =
            kind == "CronJob"
                ? new JsonObject
                {
                    ["schedule"] = "0 * * * *",
                    ["jobTemplate"] = new JsonObject { ["spec"] = new JsonObject { ["template"] = template.DeepClone() } },
                }
                : new JsonObject
                {
                    ["replicas"] = 2,
                    ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = "fraud-scorer" } },
                    ["template"] = template.DeepClone(),
                };
        return new JsonObject
        {
            ["apiVersion"] = apiVersion,
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = "fraud-scorer", ["namespace"] = "models" },
            ["spec"] = spec,
        };
    }

    /// <summary>The same object with an owner that controls it.</summary>
    public static JsonObject OwnedBy(JsonObject workload, string apiVersion, string kind)
    {
        var owned = workload.DeepClone().AsObject();
        owned["metadata"]!["ownerReferences"] = new JsonArray(
            new JsonObject
            {
                ["apiVersion"] = apiVersion,
                ["kind"] = kind,
                ["name"] = "fraud-scorer",
                ["uid"] = "0f2b",
                ["controller"] = true,
                ["blockOwnerDeletion"] = true,
            }
        );
        return owned;
    }
}
