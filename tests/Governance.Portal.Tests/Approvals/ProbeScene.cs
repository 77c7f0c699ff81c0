using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Tests.Admin;
using Governance.Testing;

namespace Governance.Portal.Tests.Approvals;

/// <summary>The approvals scene as browsers and pipelines see it: everything over HTTP.</summary>
internal sealed class ProbeScene : IAsyncDisposable
{
    private HttpClient? _second;

    private ProbeScene(ApprovalsScene inner) => Inner = inner;

    public ApprovalsScene Inner { get; }

    public PortalFactory Portal => Inner.Portal;

    public static CancellationToken Ct => ApprovalsScene.Ct;

    public static async Task<ProbeScene> CreateAsync(DatabaseKind kind, Action<PortalFactory>? configure = null) =>
        new(await ApprovalsScene.CreateAsync(kind, configure: configure));

    public Task<HttpClient> EngineerAsync() => Portal.SignInAsync("engineer@test.example");

    public Task<HttpClient> SecurityAsync() => Portal.SignInAsync("security@test.example");

    public Task<HttpClient> LegalAsync() => Portal.SignInAsync("legal@test.example");

    /// <summary>An administrator who holds further roles, given on the host, and works as one.</summary>
    public async Task<HttpClient> AdministratorAsync(params string[] further)
    {
        await Portal.CreateUserAsync("admin@test.example", [Roles.Administrator, .. further]);
        return await Portal.SignInAsync("admin@test.example", Roles.Administrator);
    }

    public async Task SwitchAsync(HttpClient client, string role) =>
        Assert.Equal(
            HttpStatusCode.OK,
            (await client.PutAsJsonAsync("/api/v1/session/role", new JsonObject { ["role"] = role }, Ct)).StatusCode
        );

    /// <summary>Makes an account as an administrator does, and signs it in with its link.</summary>
    public async Task<HttpClient> InviteAsync(HttpClient admin, string email, params string[] roles)
    {
        var answer = await admin.PostAsJsonAsync(
            "/api/v1/users",
            new JsonObject { ["email"] = email, ["roles"] = new JsonArray([.. roles.Select(r => (JsonNode)r)]) },
            Ct
        );
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var made = (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!;
        if (made["user"]!["waiting"]!.AsArray().Count > 0)
        {
            await ConfirmAsync((string)made["user"]!["id"]!);
        }

        return await OpenAsync((string)made["link"]!["url"]!, email);
    }

    /// <summary>A risk officer confirms what waits of someone's access.</summary>
    public async Task ConfirmAsync(string user)
    {
        _second ??= await SecondAsync();
        var answer = await _second.PostAsync($"/api/v1/users/{user}/confirm", null, Ct);
        Assert.True(answer.StatusCode is HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Ct));
    }

    private async Task<HttpClient> SecondAsync()
    {
        await Portal.CreateUserAsync("second-person@test.example", Roles.RiskOfficer);
        return await Portal.SignInAsync("second-person@test.example");
    }

    /// <summary>Uses a one-time link, and signs in.</summary>
    public async Task<HttpClient> OpenAsync(string link, string email)
    {
        var browser = Portal.CreateClient();
        using var form = new FormUrlEncodedContent(
            Forms.Fields(
                await browser.GetStringAsync(link, Ct),
                new() { ["Form.Password"] = PortalFactory.Password, ["Form.Repeated"] = PortalFactory.Password }
            )
        );
        Assert.True((await browser.PostAsync(link, form, Ct)).IsSuccessStatusCode);
        return await Portal.SignInAsync(email);
    }

    public async Task<PromotionId> RequestAsync(HttpClient? by = null, string version = "1.4.0")
    {
        var answer = await (by ?? await EngineerAsync()).PostAsJsonAsync(
            $"/api/v1/models/{ApprovalsScene.ModelName}/versions/{version}/promotions",
            new JsonObject { ["to"] = "production", ["reason"] = "Better recall" },
            Ct
        );
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.True(DisplayId.TryParse<PromotionId>((string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["id"], out var id));
        return id;
    }

    public static Task<string> ProofAsync(HttpClient client) => PortalFactory.ReauthenticateAsync(client);

    public async Task<HttpResponseMessage> SignAsync(
        HttpClient client,
        PromotionId id,
        string role,
        string decision = "approve",
        string? comment = null,
        string? digest = null,
        string? proof = null,
        string? delegation = null
    )
    {
        var body = new JsonObject
        {
            ["role"] = role,
            ["decision"] = decision,
            ["comment"] = comment,
            ["bundleDigest"] = digest ?? (await Inner.ReadAsync(id)).BundleDigest,
        };
        if (delegation is not null)
        {
            body["delegation"] = delegation;
        }

        return await SendAsync(client, $"/api/v1/promotions/{id}/signoffs", body, proof);
    }

    /// <summary>Posts with a proof: a fresh one, the given one, or none when it is empty.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpClient client, string path, JsonObject body, string? proof = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        proof ??= await ProofAsync(client);
        if (proof.Length > 0)
        {
            request.Headers.Add("X-Reauthentication", proof);
        }

        return await client.SendAsync(request, Ct);
    }

    public async Task SignedAsync(HttpClient client, PromotionId id, string role)
    {
        var answer = await SignAsync(client, id, role);
        Assert.True(answer.StatusCode is HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Ct));
    }

    /// <summary>Tries to sign: refused with this status and code, one more entry with outcome refused, and no signature more.</summary>
    public async Task RefusedAsync(
        HttpClient client,
        PromotionId id,
        string role,
        int status,
        string code,
        string? digest = null,
        string? proof = null
    )
    {
        // What repeats a refusal within a minute is counted; here each try is the first of its minute.
        await Portal.FlushRefusalsAsync();
        var before = (await Inner.LogAsync("promotion.signed", id.ToString())).Count;
        var live = (await Inner.ReadAsync(id)).SignOffs.Count;

        var answer = await SignAsync(client, id, role, digest: digest, proof: proof);

        Assert.Equal((status, code), ((int)answer.StatusCode, (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"]));
        var entries = await Inner.LogAsync("promotion.signed", id.ToString());
        Assert.Equal(before + 1, entries.Count);
        Assert.Equal(("refused", code), ((string?)entries[^1]["outcome"], (string?)entries[^1]["data"]!["code"]));
        Assert.NotNull((string?)entries[^1]["request"]);
        Assert.Equal(live, (await Inner.ReadAsync(id)).SignOffs.Count);
    }

    /// <summary>Delegates a slot, and accepts it as the person it goes to unless it is to stay an offer.</summary>
    public async Task<string> DelegateAsync(HttpClient client, string slot, string to, int days = 7, bool accept = true)
    {
        var answer = await SendAsync(
            client,
            "/api/v1/delegations",
            new JsonObject
            {
                ["slot"] = slot,
                ["to"] = to,
                ["until"] = Inner.Clock.GetUtcNow().AddDays(days),
                ["reason"] = "On leave",
            }
        );
        Assert.True(answer.StatusCode is HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Ct));
        var id = (string)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["id"]!;
        if (accept)
        {
            await AnswerAsync(await Portal.SignInAsync(to), id, "accept", HttpStatusCode.OK);
        }

        return id;
    }

    /// <summary>Accepts or declines a delegation.</summary>
    public async Task<JsonObject> AnswerAsync(HttpClient client, string delegation, string word, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/delegations/{delegation}/{word}");
        request.Headers.Add("X-Reauthentication", await ProofAsync(client));
        var answer = await client.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == expected, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    public async Task EndAsync(HttpClient client, string delegation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/delegations/{delegation}/revoke");
        request.Headers.Add("X-Reauthentication", await ProofAsync(client));
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(request, Ct)).StatusCode);
    }

    public async Task<JsonObject> GateAsync(string version = "1.4.0", string? sha256 = null)
    {
        var client = await EngineerAsync();
        var query =
            $"/api/v1/gates/deploy?model={ApprovalsScene.ModelName}&version={version}"
            + $"&stage=production{(sha256 is null ? "" : $"&sha256={sha256}")}";
        return (await client.GetFromJsonAsync<JsonObject>(query, Ct))!;
    }

    public async Task<HttpResponseMessage> DeployAsync(PromotionId id, string? region = "eu-west-1") =>
        await (await EngineerAsync()).PostAsJsonAsync(
            $"/api/v1/models/{ApprovalsScene.ModelName}/versions/1.4.0/deployments",
            new JsonObject
            {
                ["environment"] = "prod",
                ["region"] = region,
                ["promotion"] = id.ToString(),
            },
            Ct
        );

    public async Task DeployRefusedAsync(PromotionId id, string code)
    {
        var answer = await DeployAsync(id);
        Assert.Equal(
            (HttpStatusCode.Conflict, code),
            (answer.StatusCode, (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"])
        );
    }

    public ValueTask DisposeAsync() => Inner.DisposeAsync();
}
