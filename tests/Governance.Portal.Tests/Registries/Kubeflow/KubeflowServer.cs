using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Registries.Kubeflow;

/// <summary>
/// Answers as a Kubeflow Model Registry (v1alpha3) and, on the same address, as the part of the Kubernetes API that lists
/// InferenceServices. Made by hand from github.com/kubeflow/model-registry, api/openapi/model-registry.yaml, and
/// kubernetes.io/docs/reference/using-api/api-concepts.
/// </summary>
internal sealed class KubeflowServer : IAsyncDisposable
{
    public const string Token = "registry-token";
    public const string ClusterToken = "cluster-token";

    private const string Base = "/api/model_registry/v1alpha3/";

    private readonly WebApplication _app;
    private readonly Lock _lock = new();

    private KubeflowServer(WebApplication app) => _app = app;

    // The certificate of a test's authority is for localhost.
    public Uri Url => new(_app.Urls.Single().Replace("https://127.0.0.1", "https://localhost", StringComparison.Ordinal));

    public List<JsonObject> Models { get; } = [];

    public List<JsonObject> Versions { get; } = [];

    /// <summary>Artifacts by the id of their version.</summary>
    public Dictionary<string, List<JsonObject>> Artifacts { get; } = new(StringComparer.Ordinal);

    public List<JsonObject> Deployed { get; } = [];

    /// <summary>InferenceServices of the cluster.</summary>
    public List<JsonObject> Services { get; } = [];

    /// <summary>Method and path of every call.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Answers in place of the right one while it gives any: status, body, Retry-After.</summary>
    public Func<string, int, (int Status, string Body, string? RetryAfter)?> Mood { get; set; } = (_, _) => null;

    public static async Task<KubeflowServer> StartAsync(TestAuthority? authority = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel(o => o.Listen(IPAddress.Loopback, 0, l => Secure(l, authority)));
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new KubeflowServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Secure(ListenOptions listen, TestAuthority? authority)
    {
        if (authority is not null)
        {
            listen.UseHttps(authority.Server);
        }
    }

    /// <summary>Adds a model with as many versions, each with one artifact and one metric.</summary>
    public void Add(string id, string name, int versions)
    {
        Models.Add(
            new JsonObject
            {
                ["id"] = id,
                ["name"] = name,
                ["description"] = $"About {name}",
                ["owner"] = "lab",
                ["state"] = "LIVE",
                ["customProperties"] = new JsonObject { ["team"] = Text("lab") },
            }
        );
        for (var n = 1; n <= versions; n++)
        {
            var version = $"{id}{n}";
            Versions.Add(
                new JsonObject
                {
                    ["id"] = version,
                    ["name"] = $"v{n}",
                    ["registeredModelId"] = id,
                    ["state"] = "LIVE",
                    ["author"] = "ann",
                    ["createTimeSinceEpoch"] = (1_790_000_000_000 + n).ToString(CultureInfo.InvariantCulture),
                    ["customProperties"] = new JsonObject
                    {
                        ["accepted"] = new JsonObject { ["metadataType"] = "MetadataBoolValue", ["bool_value"] = true },
                        ["depth"] = new JsonObject { ["metadataType"] = "MetadataIntValue", ["int_value"] = "6" },
                        ["rate"] = new JsonObject { ["metadataType"] = "MetadataDoubleValue", ["double_value"] = 0.1 },
                        ["more"] = new JsonObject { ["metadataType"] = "MetadataStructValue", ["struct_value"] = "e30=" },
                    },
                }
            );
            Artifacts[version] =
            [
                new JsonObject
                {
                    ["artifactType"] = "model-artifact",
                    ["id"] = $"9{version}",
                    ["name"] = $"{name} v{n}",
                    ["uri"] = $"s3://models/{name}/{n}",
                    ["state"] = "LIVE",
                    ["modelFormatName"] = "onnx",
                    ["modelFormatVersion"] = "1",
                    ["customProperties"] = new JsonObject { ["sha256"] = Text(new string((char)('0' + n), 64)) },
                },
                new JsonObject
                {
                    ["artifactType"] = "metric",
                    ["id"] = $"8{version}",
                    ["name"] = "accuracy",
                    ["value"] = 0.9,
                },
            ];
        }
    }

    /// <summary>Adds a service of the cluster with the shares of its revisions; the last one is the newest.</summary>
    public void Serve(string name, JsonObject? labels, string storage, params int[] shares) =>
        Services.Add(Service(name, labels, storage, shares));

    /// <summary>A service as the Kubernetes API writes it.</summary>
    public static JsonObject Service(string name, JsonObject? labels, string storage, params int[] shares) =>
        new()
        {
            ["apiVersion"] = "serving.kserve.io/v1beta1",
            ["kind"] = "InferenceService",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = "scoring",
                ["labels"] = labels,
            },
            ["spec"] = new JsonObject
            {
                ["predictor"] = new JsonObject
                {
                    ["model"] = new JsonObject
                    {
                        ["modelFormat"] = new JsonObject { ["name"] = "onnx" },
                        ["storageUri"] = storage,
                    },
                },
            },
            ["status"] = new JsonObject
            {
                ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = "True" }),
                ["components"] = new JsonObject
                {
                    ["predictor"] = new JsonObject
                    {
                        ["latestCreatedRevision"] = $"{name}-{shares.Length}",
                        ["traffic"] = new JsonArray([
                            .. shares.Select(
                                (share, n) =>
                                    (JsonNode)
                                        new JsonObject
                                        {
                                            ["revisionName"] = $"{name}-{n + 1}",
                                            ["percent"] = share,
                                            ["latestRevision"] = n == shares.Length - 1,
                                        }
                            ),
                        ]),
                    },
                },
            },
        };

    private static JsonObject Text(string text) => new() { ["metadataType"] = "MetadataStringValue", ["string_value"] = text };

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value!;
        Calls.Enqueue($"{request.Method} {path}");
        if (Mood(path, Calls.Count) is var (status, said, wait))
        {
            context.Response.StatusCode = status;
            if (wait is not null)
            {
                context.Response.Headers.RetryAfter = wait;
            }

            await context.Response.WriteAsync(said);
            return;
        }

        var isCluster = path.StartsWith("/apis/", StringComparison.Ordinal);
        if (request.Headers.Authorization != $"Bearer {(isCluster ? ClusterToken : Token)}")
        {
            context.Response.StatusCode = 401;
            return;
        }

        var body = await new StreamReader(request.Body, Encoding.UTF8).ReadToEndAsync();
        JsonNode? answer;
        lock (_lock)
        {
            answer =
                isCluster ? Cluster(request)
                : path.StartsWith(Base, StringComparison.Ordinal) ? Do(request, path[Base.Length..].Split('/'), body)
                : null;
        }

        if (answer is null)
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsync("""{"code":"404","message":"no such thing"}""");
            return;
        }

        await context.Response.WriteAsync(answer.ToJsonString());
    }

    private JsonObject? Do(HttpRequest request, string[] path, string body)
    {
        switch (path)
        {
            case ["registered_models"]:
                return Page(request, Models);
            case ["registered_models", var id]:
                return Models.Find(m => (string?)m["id"] == id);
            case ["registered_model"]:
                return Models.Find(m => (string?)m["name"] == request.Query["name"]);
            case ["registered_models", var id, "versions"]:
                return Page(request, [.. Versions.Where(v => (string?)v["registeredModelId"] == id)]);
            case ["model_versions", var id, "artifacts"]:
                return Page(request, Artifacts.GetValueOrDefault(id) ?? []);
            case ["inference_services"]:
                return Page(request, Deployed);
            case ["model_versions", var id]:
                var version = Versions.Find(v => (string?)v["id"] == id);
                if (version is not null && request.Method == "PATCH")
                {
                    version["customProperties"] = JsonNode.Parse(body)!["customProperties"]!.DeepClone();
                }

                return version;
            default:
                return null;
        }
    }

    private JsonObject Cluster(HttpRequest request)
    {
        var skip = int.TryParse(request.Query["continue"], CultureInfo.InvariantCulture, out var given) ? given : 0;
        var most = int.Parse(request.Query["limit"]!, CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["kind"] = "InferenceServiceList",
            ["metadata"] = new JsonObject
            {
                ["continue"] = skip + most < Services.Count ? (skip + most).ToString(CultureInfo.InvariantCulture) : "",
            },
            ["items"] = new JsonArray([.. Services.Skip(skip).Take(most).Select(s => s.DeepClone())]),
        };
    }

    private static JsonObject Page(HttpRequest request, List<JsonObject> all)
    {
        var skip = int.TryParse(request.Query["nextPageToken"], CultureInfo.InvariantCulture, out var given) ? given : 0;
        var most = int.Parse(request.Query["pageSize"]!, CultureInfo.InvariantCulture);
        var items = all.Skip(skip).Take(most).ToList();
        return new JsonObject
        {
            ["items"] = new JsonArray([.. items.Select(i => i.DeepClone())]),
            ["nextPageToken"] = skip + most < all.Count ? (skip + most).ToString(CultureInfo.InvariantCulture) : "",
            ["pageSize"] = most,
            ["size"] = items.Count,
        };
    }
}
