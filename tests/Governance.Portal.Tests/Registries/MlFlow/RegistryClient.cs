using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Governance.Portal.Tests.Registries.MlFlow;

/// <summary>An error as an MLflow client raises it.</summary>
internal sealed class RegistryException(HttpStatusCode status, string code, string message) : Exception($"{(int)status} {code}: {message}")
{
    public HttpStatusCode Status { get; } = status;

    public string Code { get; } = code;

    public string Words { get; } = message;
}

/// <summary>
/// Behaves as MLflow's registry client: only 200 with a JSON object is success, 408, 429 and 5xx are repeated, everything else is an error
/// object; deletions carry a body, reads a query.
/// </summary>
internal sealed class RegistryClient(HttpClient http)
{
    private const int Tries = 8;
    private static readonly HashSet<int> s_repeated = [408, 429, 500, 502, 503, 504];

    /// <summary>How often a call was repeated.</summary>
    public int Repeats { get; private set; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static RegistryClient Basic(HttpClient http, string user, string password)
    {
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))
        );
        return new RegistryClient(http);
    }

    public Task<JsonObject> PostAsync(string call, JsonObject body) => SendAsync(HttpMethod.Post, call, body.ToJsonString());

    public Task<JsonObject> PatchAsync(string call, JsonObject body) => SendAsync(HttpMethod.Patch, call, body.ToJsonString());

    public Task<JsonObject> DeleteAsync(string call, JsonObject body) => SendAsync(HttpMethod.Delete, call, body.ToJsonString());

    public Task<JsonObject> GetAsync(string call, params (string Key, string Value)[] query) =>
        SendAsync(HttpMethod.Get, $"{call}?{string.Join('&', query.Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value)}"))}", null);

    /// <summary>What <c>mlflow.register_model</c> does.</summary>
    public async Task<JsonObject> RegisterModelAsync(string name, string source, string? runId = null)
    {
        try
        {
            await PostAsync("registered-models/create", new JsonObject { ["name"] = name });
        }
        catch (RegistryException e) when (e.Code == "RESOURCE_ALREADY_EXISTS")
        {
            // as the client does
        }

        var created = await PostAsync(
            "model-versions/create",
            new JsonObject
            {
                ["name"] = name,
                ["source"] = source,
                ["run_id"] = runId,
                ["tags"] = new JsonArray(),
            }
        );
        var version = created["model_version"]!.AsObject();
        for (var polls = 0; (string?)version["status"] == "PENDING_REGISTRATION" && polls < 10; polls++)
        {
            version = (await GetAsync("model-versions/get", ("name", name), ("version", (string)version["version"]!)))[
                "model_version"
            ]!.AsObject();
        }

        Assert.Equal("READY", (string?)version["status"]);
        return version;
    }

    public Task<JsonObject> SetAliasAsync(string name, string alias, string version) =>
        PostAsync(
            "registered-models/alias",
            new JsonObject
            {
                ["name"] = name,
                ["alias"] = alias,
                ["version"] = version,
            }
        );

    public async Task<RegistryException> FailsAsync(Func<RegistryClient, Task> call) =>
        await Assert.ThrowsAsync<RegistryException>(() => call(this));

    public async Task<JsonObject> SendAsync(HttpMethod method, string call, string? body)
    {
        for (var tries = 1; ; tries++)
        {
            using var request = new HttpRequestMessage(method, new Uri($"/api/2.0/mlflow/{call}", UriKind.Relative));
            if (body is not null)
            {
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            }

            using var answer = await http.SendAsync(request, Ct);
            if (s_repeated.Contains((int)answer.StatusCode) && tries < Tries)
            {
                Repeats++;
                continue;
            }

            var text = await answer.Content.ReadAsStringAsync(Ct);
            Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
            var json = Assert.IsType<JsonObject>(JsonNode.Parse(text));
            return answer.StatusCode == HttpStatusCode.OK
                ? json
                : throw new RegistryException(answer.StatusCode, (string)json["error_code"]!, (string)json["message"]!);
        }
    }
}
