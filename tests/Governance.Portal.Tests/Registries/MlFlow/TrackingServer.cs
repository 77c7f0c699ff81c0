using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Registries.MlFlow;

/// <summary>A stand-in that answers MLflow's registry, runs and artifact calls, in pages, and as badly as it is told to.</summary>
internal sealed class TrackingServer : IAsyncDisposable
{
    public const string Token = "lab-token";

    private readonly WebApplication _app;

    private TrackingServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Models in the order of the server's pages.</summary>
    public List<JsonObject> Models { get; } = [];

    public List<JsonObject> Versions { get; } = [];

    /// <summary>Runs by id.</summary>
    public Dictionary<string, string> Runs { get; } = new(StringComparer.Ordinal);

    /// <summary>Files by run and path.</summary>
    public Dictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Path of every call.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Answers instead of the right one while it gives any: status, body, Retry-After.</summary>
    public Func<string, int, (int Status, string Body, string? RetryAfter)?> Mood { get; set; } = (_, _) => null;

    /// <summary>Gives the same token for every page.</summary>
    public bool RepeatsTokens { get; set; }

    public static async Task<TrackingServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new TrackingServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Adds a model with as many versions.</summary>
    public void Add(string name, int versions, params (string Alias, int Version)[] aliases)
    {
        Models.Add(
            new JsonObject
            {
                ["name"] = name,
                ["description"] = $"About {name}",
                ["tags"] = new JsonArray(new JsonObject { ["key"] = "team", ["value"] = "lab" }),
                ["aliases"] = new JsonArray([
                    .. aliases.Select(a => (JsonNode)new JsonObject { ["alias"] = a.Alias, ["version"] = Text(a.Version) }),
                ]),
            }
        );
        for (var number = versions; number > 0; number--)
        {
            var run = $"{name}-{number}".Replace(' ', '_');
            Versions.Add(
                new JsonObject
                {
                    ["name"] = name,
                    ["version"] = Text(number),
                    ["source"] = $"mlflow-artifacts:/1/{run}/artifacts/model",
                    ["run_id"] = run,
                    ["current_stage"] = "Production",
                    ["tags"] = new JsonArray(new JsonObject { ["key"] = "validation_status", ["value"] = "approved" }),
                }
            );
            Runs[run] =
                $$$$"""{"run":{"info":{"run_id":"{{{{run}}}}"},"data":{"metrics":[{"key":"auc","value":0.9{{{{number}}}}},"""
                + """{"key":"loss","value":"NaN"}],"params":[{"key":"depth","value":"6"}],"tags":"""
                + """[{"key":"mlflow.user","value":"ann"}]}}}""";
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value!;
        Calls.Enqueue(path);
        if (Mood(path, Calls.Count) is var (status, body, wait))
        {
            context.Response.StatusCode = status;
            if (wait is not null)
            {
                context.Response.Headers.RetryAfter = wait;
            }

            await context.Response.WriteAsync(body);
            return;
        }

        if (request.Headers.Authorization != $"Bearer {Token}")
        {
            context.Response.StatusCode = 401;
            return;
        }

        var answer = path switch
        {
            "/api/2.0/mlflow/registered-models/search" => Page(request, "registered_models", Models),
            "/api/2.0/mlflow/registered-models/get" => Models.Find(m => (string?)m["name"] == request.Query["name"]) is { } model
                ? new JsonObject { ["registered_model"] = model.DeepClone() }
                : null,
            "/api/2.0/mlflow/model-versions/search" => Page(
                request,
                "model_versions",
                [
                    .. Versions.Where(v =>
                        request.Query["filter"] == $"name='{((string)v["name"]!).Replace("'", "''", StringComparison.Ordinal)}'"
                    ),
                ]
            ),
            "/api/2.0/mlflow/runs/get" => Runs.TryGetValue(request.Query["run_id"]!, out var run) ? JsonNode.Parse(run) : null,
            "/api/2.0/mlflow/artifacts/list" => List(request.Query["run_id"]!, request.Query["path"]!),
            _ => null,
        };
        if (answer is not null)
        {
            await context.Response.WriteAsync(answer.ToJsonString());
        }
        else if (path == "/get-artifact" && Files.TryGetValue($"{request.Query["run_uuid"]}/{request.Query["path"]}", out var file))
        {
            await context.Response.WriteAsync(file);
        }
        else
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsync("""{"error_code":"RESOURCE_DOES_NOT_EXIST","message":"gone"}""");
        }
    }

    private JsonObject Page(HttpRequest request, string member, List<JsonObject> all)
    {
        var skip = int.TryParse(request.Query["page_token"], CultureInfo.InvariantCulture, out var given) ? given : 0;
        var most = int.Parse(request.Query["max_results"]!, CultureInfo.InvariantCulture);
        var page = new JsonObject { [member] = new JsonArray([.. all.Skip(skip).Take(most).Select(i => i.DeepClone())]) };
        if (RepeatsTokens || skip + most < all.Count)
        {
            page["next_page_token"] = Text(RepeatsTokens ? 1 : skip + most);
        }

        return page;
    }

    private JsonObject List(string run, string path)
    {
        var below = Files
            .Keys.Where(f => f.StartsWith($"{run}/{path}/", StringComparison.Ordinal))
            .Select(f => f[(run.Length + 1)..])
            .ToList();
        var rest = below.Select(f => f[(path.Length + 1)..]).ToList();
        var folders = rest.Where(f => f.Contains('/', StringComparison.Ordinal))
            .Select(f => f.Split('/')[0])
            .Distinct(StringComparer.Ordinal);
        return new JsonObject
        {
            ["files"] = new JsonArray([
                .. folders.Select(f => (JsonNode)new JsonObject { ["path"] = $"{path}/{f}", ["is_dir"] = true }),
                .. rest.Where(f => !f.Contains('/', StringComparison.Ordinal))
                    .Select(f =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["path"] = $"{path}/{f}",
                                ["is_dir"] = false,
                                ["file_size"] = "3",
                            }
                    ),
                new JsonObject { ["path"] = "../../etc/passwd", ["is_dir"] = false },
            ]),
        };
    }
}
