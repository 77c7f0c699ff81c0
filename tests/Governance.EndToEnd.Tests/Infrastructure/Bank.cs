using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Demo;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.Infrastructure;

/// <summary>
/// A small bank: its people and the synthetic credit model of the samples. What it does here it does over HTTP as a pipeline
/// would, so that a test can begin where its story begins.
/// </summary>
public sealed class Bank
{
    private readonly PortalFactory _portal;
    private readonly Dictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);
    private readonly string _domain;

    private Bank(PortalFactory portal, string mark)
    {
        (_portal, _domain) = (portal, $"northwall{mark}.example");
        Model = $"credit-default{mark}";
    }

    public string Engineer => $"ines.keller@{_domain}";

    public string Owner => $"omar.haddad@{_domain}";

    public string Security => $"sofia.lindqvist@{_domain}";

    public string Legal => $"luca.moretti@{_domain}";

    public string Administrator => $"anna.berg@{_domain}";

    public string Auditor => $"aino.laine@{_domain}";

    /// <summary>Name of the model.</summary>
    public string Model { get; }

    public static string ArtifactOf(string version) => Repository.Sample("credit", "artifacts", $"credit-default-{version}.json");

    public static string EvidenceOf(string version, string file) => Repository.Sample("credit", "evidence", version, file);

    public static JsonArray ManifestOf(string version) => Read(EvidenceOf(version, "manifest.json"))["evidence"]!.AsArray();

    public static JsonObject Read(string file) => JsonNode.Parse(File.ReadAllBytes(file))!.AsObject();

    /// <summary>A bank that shares a portal with others: its people and its model carry a mark of their own.</summary>
    public static Task<Bank> OpenBesideOthersAsync(PortalFactory portal) => OpenAsync(portal, "-" + Guid.NewGuid().ToString("N")[..8]);

    /// <summary>A bank that has the portal to itself.</summary>
    public static async Task<Bank> OpenAsync(PortalFactory portal, string mark = "")
    {
        var bank = new Bank(portal, mark);
        await portal.CreateUserAsync(bank.Engineer, Roles.Engineer);
        await portal.CreateUserAsync(bank.Owner, Roles.ModelOwner);
        await portal.CreateUserAsync(bank.Security, Roles.SecurityReviewer);
        await portal.CreateUserAsync(bank.Legal, Roles.LegalReviewer);
        await portal.CreateUserAsync(bank.Administrator, Roles.Administrator);
        await portal.CreateUserAsync(bank.Auditor, Roles.Auditor);
        return bank;
    }

    /// <summary>Puts a policy of the samples in force.</summary>
    public async Task AdoptAsync(string policy)
    {
        var outcome = await _portal
            .Get<ActivatePolicy>()
            .RunAsync(Actor.Host, await File.ReadAllBytesAsync(Repository.Sample(policy)), policy, CancellationToken.None);
        Assert.Null(outcome.Refusal);
    }

    public async Task RegisterModelAsync()
    {
        var body = Read(Repository.Sample("credit", "model.json"));
        (body["name"], body["owner"]) = (Model, Owner);
        await PostAsync(Engineer, "/api/v1/models", body);
    }

    /// <summary>Registers a version with its real file and all its evidence.</summary>
    public async Task RegisterVersionAsync(string version)
    {
        await RegisterVersionAsync(Read(EvidenceOf(version, "version.json")), ArtifactOf(version));
        foreach (var entry in ManifestOf(version))
        {
            await AddEvidenceAsync(version, (string)entry!["file"]!, (string)entry["kind"]!);
        }
    }

    /// <summary>Registers a version and stores its file.</summary>
    public async Task RegisterVersionAsync(JsonObject manifest, string artifact)
    {
        await PostAsync(Engineer, $"/api/v1/models/{Model}/versions", manifest);
        await using var file = File.OpenRead(artifact);
        using var content = new StreamContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        using var stored = await (await ClientAsync(Engineer)).PutAsync(
            $"/api/v1/models/{Model}/versions/{manifest["version"]}/artifact",
            content
        );
        await EnsureAsync(stored);
    }

    public Task AddEvidenceAsync(string version, string file, string kind) =>
        AddEvidenceAsync(version, Read(EvidenceOf(version, file)), kind, "governance-samples 1.0.0");

    public Task AddEvidenceAsync(string version, JsonObject payload, string kind, string tool) =>
        PostAsync(
            Engineer,
            $"/api/v1/models/{Model}/versions/{version}/evidence",
            new JsonObject
            {
                ["kind"] = kind,
                ["tool"] = tool,
                ["producedAt"] = TimeProvider.System.GetUtcNow().AddDays(-1).ToString("O"),
                ["payload"] = payload,
            }
        );

    /// <summary>Requests production and answers the id.</summary>
    public async Task<string> RequestAsync(string version, string reason = "Better detection at the same false positive rate") =>
        (string)
            (
                await PostAsync(
                    Engineer,
                    $"/api/v1/models/{Model}/versions/{version}/promotions",
                    new JsonObject { ["to"] = "production", ["reason"] = reason }
                )
            )["id"]!;

    public async Task SignAsync(string promotion, string email, string role, string decision = "approve", string? comment = null)
    {
        var client = await ClientAsync(email);
        var shown = await client.GetFromJsonAsync<JsonObject>($"/api/v1/promotions/{promotion}");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/promotions/{promotion}/signoffs")
        {
            Content = JsonContent.Create(
                new JsonObject
                {
                    ["role"] = role,
                    ["decision"] = decision,
                    ["comment"] = comment,
                    ["bundleDigest"] = (string?)shown!["bundleDigest"],
                }
            ),
            Headers = { { "X-Reauthentication", await PortalFactory.ReauthenticateAsync(client) } },
        };
        using var answer = await client.SendAsync(request);
        await EnsureAsync(answer);
    }

    public async Task SignAllAsync(string promotion)
    {
        await SignAsync(promotion, Security, "security");
        await SignAsync(promotion, Legal, "legal");
        await SignAsync(promotion, Owner, "owner");
    }

    public Task DeployAsync(string version, string promotion) =>
        PostAsync(
            Engineer,
            $"/api/v1/models/{Model}/versions/{version}/deployments",
            new JsonObject
            {
                ["environment"] = "production",
                ["region"] = "eu-west-1",
                ["promotion"] = promotion,
            }
        );

    /// <summary>Uploads the reference and the windows of a decision log, of the samples' where no other is named.</summary>
    public async Task UploadWindowsAsync(string version, int windows = 8, string? log = null)
    {
        using var files = await WindowFiles.SplitAsync(
            log ?? Repository.Sample("credit", "predictions.csv.gz"),
            version,
            CancellationToken.None
        );
        var client = await ClientAsync(Owner);
        foreach (var (file, index) in files.Files.Take(windows + 1).Select((file, index) => (file, index)))
        {
            await using var rows = File.OpenRead(file.Path);
            using var content = new StreamContent(rows) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
            using var answer = await client.PostAsync(
                $"/api/v1/monitoring/{Model}/{version}/windows?role={(index == 0 ? "reference" : "current")}",
                content
            );
            await EnsureAsync(answer);
        }
    }

    private static async Task EnsureAsync(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
        {
            Assert.Fail(
                $"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri}: "
                    + $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}"
            );
        }
    }

    private async Task<JsonObject> PostAsync(string email, string path, JsonObject body)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await (await ClientAsync(email)).PostAsync(path, content);
        await EnsureAsync(answer);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private async Task<HttpClient> ClientAsync(string email) =>
        _clients.TryGetValue(email, out var client) ? client : _clients[email] = await _portal.SignInAsync(email);
}
