using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Models;
using Governance.Portal.Administration.Account;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Administration.Integrations;
using Governance.Portal.Demo;
using Governance.Portal.Operations.Monitoring.Monitors;
using Governance.Portal.Tests.Account;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Incidents;
using Governance.Portal.Tests.Monitoring;
using Governance.Portal.Tests.Notifications;
using Governance.Portal.Tests.Reports;
using Governance.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Api;

/// <summary>
/// The portal in the middle of the demo's story, with what operations need outside of it (a provider of single sign-on, a receiver, shared
/// secrets, trusted keys), and the steps that take more than a line of a script: what is signed, and what comes later.
/// </summary>
internal sealed class ContractScene : IAsyncDisposable
{
    private const string Secret = "a secret that is long enough for HMAC";

    private readonly ECDsa _signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly FakeProvider _provider;
    private readonly Receiver _receiver;

    private ContractScene(FakeProvider provider, Receiver receiver, PortalFactory portal, ContractRecord record)
    {
        (_provider, _receiver, Portal, Record) = (provider, receiver, portal, record);
        Script = new OperationScript(portal, record);
        Script.Steps["passkey"] = PasskeyAsync;
        Script.Steps["codes"] = CodesAsync;
        Script.Steps["provider"] = ProviderAsync;
        Script.Steps["hooks"] = HooksAsync;
        Script.Steps["sign"] = SignModelAsync;
        Script.Steps["files"] = FilesAsync;
        Script.Steps["deliver"] = () => Portal.Get<DeliverEvents>().RunAsync(Ct);
        Script.Steps["report"] = ReportAsync;
    }

    public PortalFactory Portal { get; }

    public ContractRecord Record { get; }

    /// <summary>What failed on the server.</summary>
    public required FaultLog Faults { get; init; }

    public OperationScript Script { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ContractScene> CreateAsync(DatabaseKind kind)
    {
        var (provider, receiver) = (await FakeProvider.StartAsync(), await Receiver.StartAsync());
        var faults = new FaultLog();
        var portal = new PortalFactory(kind) { Logging = faults };
        provider.SetUp(portal);
        foreach (
            var (name, value) in new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["RateLimits:RequestsPerSecond"] = "100000",
                ["Hooks:GitHubSecret"] = Secret,
                ["Hooks:GitLabSecret"] = Secret,
                ["Hooks:Sources:0:Repository"] = "github:acme/netflow",
                ["Hooks:Sources:0:Model"] = "netflow-detector",
                ["Hooks:Sources:1:Repository"] = "gitlab:acme/netflow",
                ["Hooks:Sources:1:Model"] = "netflow-detector",
                ["Hooks:MonitorTools:0:Tool"] = "fiddler",
                ["Hooks:MonitorTools:0:Models:0:Monitor"] = "8a1c",
                ["Hooks:MonitorTools:0:Models:0:Model"] = "netflow-detector",
                ["Hooks:MonitorTools:1:Tool"] = "arize",
                ["Hooks:MonitorTools:1:Fields:Monitor"] = "alert_rule_id",
                ["Hooks:MonitorTools:1:Fields:Status"] = "severity",
                ["Hooks:MonitorTools:1:Fields:At"] = "alert_time_bucket",
                ["Hooks:MonitorTools:1:Firing:0"] = "WARNING",
                ["Hooks:MonitorTools:1:Models:0:Monitor"] = "8a1c",
                ["Hooks:MonitorTools:1:Models:0:Model"] = "netflow-detector",
                ["Sources:Connections:0:Name"] = "scoring",
                ["Sources:Connections:0:Kind"] = "postgres",
                ["Sources:Connections:0:Address"] = "127.0.0.1:9",
                ["Sources:Connections:0:Database"] = "scoring",
                ["Sources:Connections:0:User"] = "reader",
                ["Outbound:PrivateHosts:9"] = "127.0.0.1:9",
                ["MlFlow:WebhookSecret"] = Secret,
                ["MlFlow:ReconcileMinutes"] = "0",
                ["MlFlow:Servers:0:Name"] = "lab",
                ["MlFlow:Servers:0:Address"] = "http://127.0.0.1:9",
                ["MlFlow:Servers:0:Owner"] = DemoScene.Owner,
                ["ModelSigning:TrustedKeys"] = Directory.CreateDirectory(Path.Combine(portal.Folder, "trusted")).FullName,
            }
        )
        {
            portal.Settings[name] = value;
        }

        var record = new ContractRecord(await OpenApiContractTests.DocumentAsync(portal));
        var scene = new ContractScene(provider, receiver, portal, record) { Faults = faults };
        var trusted = Path.Combine(portal.Folder, "trusted", "release.pem");
        await File.WriteAllTextAsync(trusted, scene._signer.ExportSubjectPublicKeyInfoPem(), Ct);
        await scene.KnowAsync();
        await scene.Script.RunAsync("""nobody POST /api/v1/setup {"token":"$token","email":"root@demo.example","password":"$password"}""");
        await using var scope = portal.Services.CreateAsyncScope();
        var demo = scope.ServiceProvider.GetRequiredService<DemoScene>();
        var refusal = await demo.PlayAsync(ReportsScene.Samples, PortalFactory.Password, _ => { }, Ct);
        Assert.True(refusal is null, refusal?.Message);
        await scene.SettleAsync();
        return scene;
    }

    /// <summary>Every operation, called for what is not there by no one and by a key of every scope: refusals are documented too.</summary>
    public async Task RefusalsAsync()
    {
        foreach (var who in new[] { "nobody", "key" })
        {
            var caller = await Script.CallerAsync(who);
            foreach (var door in (await Door.AllAsync(Portal, Ct)).Where(d => !d.IsPage))
            {
                using var request = new HttpRequestMessage(new HttpMethod(door.Method), door.Path);
                request.Content = door.Body is { } body ? new StringContent(body, Encoding.UTF8, door.MediaType) : null;
                using var answer = await caller.SendAsync(request, Ct);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        await _provider.DisposeAsync();
        await _receiver.DisposeAsync();
        _signer.Dispose();
    }

    // What jobs make of the story in the background: what the script reads is there before it begins.
    private async Task SettleAsync()
    {
        await Portal.Get<EvaluateWindow>().RunAsync(Ct);

        await FollowedLog.CatchUpAsync(Portal, Ct);
        await Portal.Get<CheckpointSigner>().SignAsync(Ct);
    }

    private async Task KnowAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var (name, days) in new[] { ("yesterday", -1), ("now", 0), ("soon", 14), ("later", 60), ("years", 4_400) })
        {
            Script.Known[name] = now.AddDays(days).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            Script.Known[$"{name}Day"] = now.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        var policy = await File.ReadAllTextAsync(Path.Combine(ReportsScene.Samples, "policy-limited-risk.yaml"), Ct);
        Script.Known["policy"] = JsonEncodedText.Encode(policy.Replace("\"2026.2\"", "\"2026.3\"", StringComparison.Ordinal)).ToString();
        Script.Known["token"] = (await File.ReadAllTextAsync(Path.Combine(Portal.KeyFolder, FirstRun.TokenFile), Ct)).Trim();
        Script.Known["receiver"] = _receiver.Url.ToString().TrimEnd('/');
        Script.Known["playbook"] = JsonEncodedText
            .Encode(PlaybookTests.Next("security", $"call: {{url: \"{_receiver.Url}block\", confirm: true}}"))
            .ToString();
        Script.Known["password"] = PortalFactory.Password;
        Script.Known["digest64"] = new string('a', 64);
    }

    // The owner signs the promotion with a passkey, and signs in with it.
    private async Task PasskeyAsync()
    {
        var owner = await Script.CallerAsync("owner");
        var passkey = await owner.AddPasskeyAsync();
        var body = new JsonObject
        {
            ["role"] = "owner",
            ["decision"] = "approve",
            ["bundleDigest"] = Script.Known["digest"],
        };
        var address = $"/api/v1/promotions/{Script.Known["promotion"]}/signoffs";
        var prepared = await owner.PostAsync($"{address}/prepare", (JsonObject)body.DeepClone());
        body["draft"] = prepared.GetProperty("draft").GetString();
        body["credential"] = passkey.Get(prepared.GetProperty("publicKey"), PasskeyScene.Origin);
        var signed = await owner.PostAsync(address, body, System.Net.HttpStatusCode.Created);
        Script.Known["signOff"] = signed.GetProperty("signOffs").EnumerateArray().Last().GetProperty("id").GetString()!;

        var browser = Script.Browser();
        var options = await browser.PostAsync("/api/v1/session/passkey/options");
        var credential = passkey.Get(options.GetProperty("publicKey"), PasskeyScene.Origin);
        await browser.PostAsync("/api/v1/session/passkey", PasskeyScene.Answer(options, credential));
    }

    // One-time codes from their first to their last. A code is good once in half a minute: a passkey stands in for further ones.
    private async Task CodesAsync()
    {
        var sponsor = await Script.CallerAsync("sponsor");
        var passkey = await sponsor.AddPasskeyAsync();
        var confirmed = await SetUpCodesAsync(sponsor);
        var browser = Script.Browser();
        var first = new JsonObject { ["email"] = "sponsor@demo.example", ["password"] = PortalFactory.Password };
        using var asked = await browser.PostAsJsonAsync("/api/v1/session", first, Ct);
        await browser.PostAsync("/api/v1/session/verify", new JsonObject { ["code"] = confirmed.GetProperty("codes")[0].GetString() });
        await sponsor.PostAsync("/api/v1/account/codes/recovery", proof: await ProofAsync(sponsor, passkey));
        Script.Known["proof"] = await ProofAsync(sponsor, passkey);
        await Script.RunAsync("sponsor DELETE /api/v1/account/codes");

        // Another person loses theirs.
        await SetUpCodesAsync(await Script.CallerAsync("root"));
        await Script.RunAsync(
            """
            admin GET /api/v1/users?text=root => root=items.0.id
            admin POST /api/v1/users/$root/codes/reset
            """
        );
    }

    // The auditor's account is linked to single sign-on, used with it, and ended from there.
    private async Task ProviderAsync()
    {
        var auditor = await Script.CallerAsync("auditor");
        var begun = await auditor.PostAsync("/api/v1/account/provider", proof: await PortalFactory.ReauthenticateAsync(auditor));
        _provider.Know("u-1", "elsewhere@demo.example");
        Assert.Equal("/account/security", await _provider.SignInAsync(auditor, begun.GetProperty("url").GetString()!));
        await Script.RunAsync(
            """
            auditor GET /api/v1/account/provider
            auditor POST /api/v1/session/reauthenticate/provider
            auditor DELETE /api/v1/account/provider
            """
        );
        var token = _provider.Signer.Sign(_provider.Ended(TimeProvider.System.GetUtcNow()));
        using var ended = new FormUrlEncodedContent([new("logout_token", token)]);
        using var answer = await Script.Browser().PostAsync("/api/v1/session/provider-logout", ended, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    // What code hosts and a model registry say, signed as they sign it.
    private async Task HooksAsync()
    {
        var key = Encoding.UTF8.GetBytes(Secret);
        const string push = """
            {"ref":"refs/heads/main","after":"f6310e3ad54a75bf5c8e60e1fd18ba0877f9aa4f","repository":{"full_name":"acme/netflow"}}
            """;
        await HookAsync(
            "github",
            push,
            ("X-GitHub-Event", "push"),
            ("X-GitHub-Delivery", "1"),
            ("X-Hub-Signature-256", $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(push)))}")
        );
        const string pushed = """{"object_kind":"push","ref":"refs/heads/main","project":{"path_with_namespace":"acme/netflow"}}""";
        await HookAsync("gitlab", pushed, ("X-Gitlab-Token", Secret));
        const string made = """{"entity":"model_version","action":"created","data":{"name":"m","version":"1"}}""";
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        await HookAsync(
            "mlflow",
            made,
            ("X-MLflow-Delivery-Id", "d-1"),
            ("X-MLflow-Timestamp", now),
            ("X-MLflow-Signature", $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"d-1.{now}.{made}")))}")
        );
    }

    // The file of a version is signed.
    private Task SignModelAsync()
    {
        Script.Known["signature"] = Encoding.UTF8.GetString(ModelSigning.Sign("model", [new("model", Script.Known["sha256"])], _signer));
        return Task.CompletedTask;
    }

    // The report that was asked for is made.
    private async Task ReportAsync() =>
        await ReportsScene.DoneAsync(Portal.Services, await Script.CallerAsync("compliance"), Script.Known["report"]);

    // A comment on a risk and one on an incident, each with a file.
    private async Task FilesAsync()
    {
        foreach (var subject in new[] { $"risks/{Script.Known["risk"]}", "incidents/INC-0003" })
        {
            using var form = new MultipartFormDataContent { { new StringContent("Read"), "text" } };
            using var file = new StringContent("What was read", Encoding.UTF8, "text/plain");
            form.Add(file, "file", "read.txt");
            using var answer = await (await Script.CallerAsync("risk")).PostAsync($"/api/v1/{subject}/comments", form, Ct);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        }
    }

    private static async Task<JsonElement> SetUpCodesAsync(HttpClient client)
    {
        var begun = await client.PostAsync("/api/v1/account/codes", proof: await PortalFactory.ReauthenticateAsync(client));
        var code = CodeTests.Code(CodeTests.Decode(begun.GetProperty("secret").GetString()!), TimeProvider.System);
        return await client.PostAsync("/api/v1/account/codes/confirm", new JsonObject { ["code"] = code });
    }

    private static async Task<string> ProofAsync(HttpClient client, SoftPasskey passkey)
    {
        var options = await client.PostAsync("/api/v1/session/reauthenticate/options");
        var answer = PasskeyScene.Answer(options, passkey.Get(options.GetProperty("publicKey"), PasskeyScene.Origin));
        var proven = await client.PostAsync("/api/v1/session/reauthenticate", new JsonObject { ["passkey"] = answer });
        return proven.GetProperty("proof").GetString()!;
    }

    private async Task HookAsync(string from, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/hooks/{from}");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var answer = await (await Script.CallerAsync("nobody")).SendAsync(request, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }
}
