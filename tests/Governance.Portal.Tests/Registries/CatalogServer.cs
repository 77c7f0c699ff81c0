using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Registries;

/// <summary>A stand-in that answers as a workspace with Unity Catalog does, in pages, and as badly as a test wants.</summary>
internal sealed class CatalogServer : IAsyncDisposable
{
    public const string Secret = "principal-secret";

    private const string Root = "/api/2.1/unity-catalog/models";

    private readonly WebApplication _app;
    private int _tokens;

    private CatalogServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Full names of models to their numbers of versions and comments.</summary>
    public SortedDictionary<string, CatalogModel> Models { get; } = new(StringComparer.Ordinal);

    /// <summary>Serving endpoints: name, model and version.</summary>
    public List<(string Name, string Model, string Version)> Endpoints { get; } = [];

    /// <summary>What the workspace knows of runs and jobs.</summary>
    public CatalogJobs Jobs { get; } = new();

    /// <summary>Method and path of every call that is no token's.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Calls that changed something.</summary>
    public IEnumerable<string> Writes => Calls.Where(c => !c.StartsWith("GET", StringComparison.Ordinal));

    /// <summary>Answers instead of the right one while it gives any: status, body, Retry-After.</summary>
    public Func<string, int, Task<(int Status, string Body, string? RetryAfter)?>> Mood { get; set; } =
        (_, _) => Task.FromResult<(int, string, string?)?>(null);

    /// <summary>How many access tokens were given out.</summary>
    public int Tokens => _tokens;

    /// <summary>The one token that is taken.</summary>
    public string? Token { get; set; }

    public static async Task<CatalogServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new CatalogServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Adds a model with as many versions.</summary>
    public CatalogModel Add(string name, int versions, params (string Alias, int Version)[] aliases)
    {
        var model = new CatalogModel { Comment = $"About {name}" };
        for (var i = 1; i <= versions; i++)
        {
            model.Versions[i] = $"Version {i}";
        }

        foreach (var (alias, version) in aliases)
        {
            model.Aliases[alias] = version;
        }

        return Models[name] = model;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value!;
        if (path == "/oidc/v1/token")
        {
            await TokenAsync(context);
            return;
        }

        Calls.Enqueue($"{request.Method} {path}");
        if (await Mood(path, Calls.Count) is var (status, body, wait))
        {
            context.Response.StatusCode = status;
            if (wait is not null)
            {
                context.Response.Headers.RetryAfter = wait;
            }

            await context.Response.WriteAsync(body);
            return;
        }

        if (Token is null || request.Headers.Authorization != $"Bearer {Token}")
        {
            context.Response.StatusCode = 401;
            return;
        }

        var answer =
            path == "/api/2.0/serving-endpoints" ? EndpointsOf()
            : CatalogJobs.IsOf(path) ? Jobs.Answer(request, path)
            : await OfCatalogAsync(request, path);
        if (answer is null)
        {
            context.Response.StatusCode = 404;
            answer = new JsonObject { ["error_code"] = "REGISTERED_MODEL_DOES_NOT_EXIST" };
        }

        await context.Response.WriteAsync(answer.ToJsonString());
    }

    private async Task TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var name = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"principal:{Secret}"));
        if (context.Request.Headers.Authorization != $"Basic {name}" || form["grant_type"] != "client_credentials")
        {
            context.Response.StatusCode = 401;
            return;
        }

        Token = $"token-{Interlocked.Increment(ref _tokens)}";
        var answer = new JsonObject { ["access_token"] = Token, ["expires_in"] = 3600 };
        await context.Response.WriteAsync(answer.ToJsonString());
    }

    private async Task<JsonObject?> OfCatalogAsync(HttpRequest request, string path)
    {
        if (path == Root)
        {
            return Page(request, "registered_models", [.. Models.Select(m => ModelOf(m.Key, m.Value))]);
        }

        var parts = path[(Root.Length + 1)..].Split('/');
        if (!Models.TryGetValue(parts[0], out var model))
        {
            return null;
        }

        if (parts.Length == 1)
        {
            var one = ModelOf(parts[0], model);
            if (request.Query["include_aliases"] == "true")
            {
                one["aliases"] = new JsonArray([
                    .. model.Aliases.Select(a => (JsonNode)new JsonObject { ["alias_name"] = a.Key, ["version_num"] = a.Value }),
                ]);
            }

            return one;
        }

        if (parts[1] == "versions")
        {
            return Page(request, "model_versions", [.. model.Versions.Select(v => VersionOf(parts[0], v.Key, v.Value, model))]);
        }

        if (request.Method == "PUT")
        {
            var body = await JsonNode.ParseAsync(request.Body);
            model.Aliases[parts[2]] = (int)body!["version_num"]!;
        }
        else if (request.Method == "DELETE")
        {
            model.Aliases.Remove(parts[2]);
        }

        return [];
    }

    private static JsonObject ModelOf(string name, CatalogModel model) =>
        new()
        {
            ["full_name"] = name,
            ["name"] = name.Split('.')[^1],
            ["comment"] = model.Comment,
        };

    private static JsonObject VersionOf(string name, int number, string comment, CatalogModel model) =>
        new()
        {
            ["model_name"] = name,
            ["version"] = number,
            ["run_id"] = model.Runs.GetValueOrDefault(number),
            ["status"] = "READY",
            ["comment"] = comment,
            ["storage_location"] = $"s3://catalog/{name}/{Text(number)}",
            ["created_at"] = 1_760_000_000_000 + number,
        };

    private JsonObject EndpointsOf() =>
        new()
        {
            ["endpoints"] = new JsonArray([
                .. Endpoints.Select(e =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["name"] = e.Name,
                            ["config"] = new JsonObject
                            {
                                ["served_entities"] = new JsonArray(
                                    new JsonObject
                                    {
                                        ["name"] = "one",
                                        ["entity_name"] = e.Model,
                                        ["entity_version"] = e.Version,
                                    }
                                ),
                            },
                        }
                ),
            ]),
        };

    private static JsonObject Page(HttpRequest request, string member, List<JsonObject> all)
    {
        var skip = int.TryParse(request.Query["page_token"], CultureInfo.InvariantCulture, out var given) ? given : 0;
        var most = int.Parse(request.Query["max_results"]!, CultureInfo.InvariantCulture);
        var page = new JsonObject { [member] = new JsonArray([.. all.Skip(skip).Take(most)]) };
        if (skip + most < all.Count)
        {
            page["next_page_token"] = Text(skip + most);
        }

        return page;
    }
}

/// <summary>A model of the stand-in.</summary>
internal sealed class CatalogModel
{
    public string Comment { get; set; } = "";

    /// <summary>Numbers of versions to their comments.</summary>
    public SortedDictionary<int, string> Versions { get; } = [];

    public Dictionary<string, int> Aliases { get; } = new(StringComparer.Ordinal);

    /// <summary>MLflow runs by the number of the version that they made.</summary>
    public Dictionary<int, string> Runs { get; } = [];
}
