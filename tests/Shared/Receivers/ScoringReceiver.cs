using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Governance.Testing;

/// <summary>
/// A scoring server on this machine that speaks MLflow 2 and the Open Inference Protocol, version 2. Its model is one line: the column a is
/// the score.
/// </summary>
internal sealed class ScoringReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScoringReceiver(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Address of the model by the Open Inference Protocol.</summary>
    public string Model => $"{Url.AbsoluteUri}v2/models/fraud";

    /// <summary>The artifact that the model says it was loaded from.</summary>
    public string? ArtifactSha256 { get; set; }

    /// <summary>The Authorization header that is asked for; null for none.</summary>
    public string? Key { get; set; }

    /// <summary>Answers instead of the model while it gives any.</summary>
    public Func<(int Status, string Body)?> Mood { get; set; } = () => null;

    /// <summary>Called before each answer of scores.</summary>
    public Func<Task> Before { get; set; } = () => Task.CompletedTask;

    /// <summary>Path and body of every call.</summary>
    public ConcurrentQueue<(string Path, string Body)> Calls { get; } = new();

    public static async Task<ScoringReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new ScoringReceiver(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        Calls.Enqueue((http.Request.Path, body));
        if (Key is { } key && http.Request.Headers.Authorization != key)
        {
            http.Response.StatusCode = 401;
            return;
        }

        if (Mood() is { } mood)
        {
            http.Response.StatusCode = mood.Status;
            await http.Response.WriteAsync(mood.Body);
            return;
        }

        var path = http.Request.Path.Value!;
        if (path.EndsWith("/infer", StringComparison.Ordinal) || path == "/invocations")
        {
            await Before();
        }

        var answer =
            path == "/invocations" ? MlflowOf(JsonNode.Parse(body)!)
            : path.EndsWith("/infer", StringComparison.Ordinal) ? InferenceOf(JsonNode.Parse(body)!)
            : new JsonObject
            {
                ["name"] = "fraud",
                ["inputs"] = new JsonArray(),
                ["parameters"] = new JsonObject { ["artifact_sha256"] = ArtifactSha256 },
            };
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(answer.ToJsonString());
    }

    private static JsonObject MlflowOf(JsonNode body)
    {
        var split = body["dataframe_split"]!;
        var at = split["columns"]!.AsArray().Select(c => (string)c!).ToList().IndexOf("a");
        return new() { ["predictions"] = new JsonArray([.. split["data"]!.AsArray().Select(r => r![at]!.DeepClone())]) };
    }

    private static JsonObject InferenceOf(JsonNode body)
    {
        var column = body["inputs"]!.AsArray().First(i => (string)i!["name"]! == "a")!;
        return new()
        {
            ["outputs"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = "score",
                    ["shape"] = new JsonArray(column["data"]!.AsArray().Count),
                    ["datatype"] = "FP64",
                    ["data"] = column["data"]!.DeepClone(),
                }
            ),
        };
    }
}
