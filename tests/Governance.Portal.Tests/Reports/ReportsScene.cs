using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Demo;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Monitoring.Monitors;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Reports;

/// <summary>The real portal with the synthetic samples in it, put there over HTTP by the people whose work it is.</summary>
public sealed class ReportsScene : IAsyncLifetime
{
    public const string Model = "credit-default";
    public const string Version = "2.2.0";
    public const string Hostile =
        "</td></table><script>document.title='owned'</script><img src=x onerror=alert(1)> \u202Egnisrever موافق بعد المراجعة";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private static readonly (string Email, string Role)[] s_people =
    [
        ("mei.tanaka@demo.example", Roles.Engineer),
        ("jonas.lindqvist@demo.example", Roles.ModelOwner),
        ("tomasz.wojcik@demo.example", Roles.SecurityReviewer),
        ("claire.fontaine@demo.example", Roles.LegalReviewer),
    ];

    // The scene as most tests begin with it, played once.
    private static readonly Lazy<Task<KeptFiles>> s_played = new(KeepAsync);

    public ReportsScene(PortalFactory? portal = null) => Portal = portal ?? new PortalFactory();

    public PortalFactory Portal { get; }

    public HttpClient Engineer { get; private set; } = null!;

    public HttpClient Owner { get; private set; } = null!;

    public HttpClient Security { get; private set; } = null!;

    public HttpClient Legal { get; private set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static string Samples { get; } = FindSamples();

    public async ValueTask InitializeAsync()
    {
        if (IsAsMost)
        {
            (await s_played.Value).CopyTo(Portal);
            await SignInAsync();
            return;
        }

        await PlayAsync();
    }

    /// <summary>True while it may begin with what was played for all: its portal is set up like every other, and has not started.</summary>
    internal bool IsAsMost => Portal is { IsBlank: true, Replace: null, KeptIn: null };

    /// <summary>The people, their browsers and the policy, on a new portal.</summary>
    internal async Task PlayAsync()
    {
        foreach (var (email, role) in s_people)
        {
            await Portal.CreateUserAsync(email, role);
        }

        await SignInAsync();
        var policy = await File.ReadAllBytesAsync(Path.Combine(Samples, "policy.yaml"), Ct);
        Assert.Null((await Portal.Get<ActivatePolicy>().RunAsync(Actor.Host, policy, "policy.yaml", Ct)).Refusal);
    }

    /// <summary>A browser for each of the people.</summary>
    internal async Task SignInAsync()
    {
        List<HttpClient> browsers = [];
        foreach (var (email, role) in s_people)
        {
            browsers.Add(await Portal.SignInAsync(email, role));
        }

        (Engineer, Owner, Security, Legal) = (browsers[0], browsers[1], browsers[2], browsers[3]);
    }

    private static async Task<KeptFiles> KeepAsync()
    {
        var folder = KeptFiles.NewFolder();
        await using var scene = new ReportsScene(new PortalFactory { KeptIn = folder });
        await scene.PlayAsync();
        return new KeptFiles(folder);
    }

    public async ValueTask DisposeAsync() => await Portal.DisposeAsync();

    /// <summary>Registers a model and a version of the samples with artifact and evidence.</summary>
    public async Task RegisterAsync(string folder, string model, string version)
    {
        var root = Path.Combine(Samples, folder);
        var registration = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(root, "model.json"), Ct))!.AsObject();
        registration["owner"] = "jonas.lindqvist@demo.example";
        await PostAsync(Engineer, "/api/v1/models", registration);
        var evidence = Path.Combine(root, "evidence", version);
        await PostAsync(
            Engineer,
            $"/api/v1/models/{model}/versions",
            JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(evidence, "version.json"), Ct))!.AsObject()
        );
        await using (var artifact = File.OpenRead(Path.Combine(root, "artifacts", $"{model}-{version}.json")))
        {
            using var body = new StreamContent(artifact);
            body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            using var answer = await Engineer.PutAsync($"/api/v1/models/{model}/versions/{version}/artifact", body, Ct);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        }

        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(evidence, "manifest.json"), Ct))!;
        foreach (var file in manifest["evidence"]!.AsArray())
        {
            await AddEvidenceAsync(
                model,
                version,
                (string)file!["kind"]!,
                (string)file["tool"]!,
                JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(evidence, (string)file["file"]!), Ct))!
            );
        }
    }

    public Task<JsonObject> AddEvidenceAsync(string model, string version, string kind, string tool, JsonNode payload) =>
        PostAsync(
            Engineer,
            $"/api/v1/models/{model}/versions/{version}/evidence",
            new JsonObject
            {
                ["kind"] = kind,
                ["tool"] = tool,
                ["producedAt"] = TimeProvider.System.GetUtcNow().AddHours(-2).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
                ["payload"] = payload,
            }
        );

    /// <summary>
    /// A promotion with everything that can happen to one: a void signature, a refused attempt, hostile words, a condition, a deployment.
    /// </summary>
    public async Task<string> ApproveAsync(string version = Version)
    {
        var promotion = await RequestAsync(
            version,
            "Cash flow replaces career breaks. The demographic parity difference falls below the bound."
        );
        await SignAsync(Security, promotion, "security", "approve", "Dependencies scanned.");
        await AddEvidenceAsync(Model, version, "security-scan", "scanner 3.1", new JsonObject { ["findings"] = new JsonArray() });
        await PostAsync(
            Legal,
            $"/api/v1/promotions/{promotion}/comments",
            new JsonObject { ["text"] = "Is the notice to customers out? " + Hostile }
        );
        using (var own = await TrySignAsync(Engineer, promotion, "security", "approve", null, null))
        {
            Assert.Equal(HttpStatusCode.Forbidden, own.StatusCode);
        }

        await SignAsync(Security, promotion, "security", "approve", Hostile);
        await SignAsync(
            Legal,
            promotion,
            "legal",
            "approve-with-condition",
            null,
            "The notice to customers is published before 1 December 2026."
        );
        await SignAsync(Owner, promotion, "owner", "approve");
        await PostAsync(
            Engineer,
            $"/api/v1/models/{Model}/versions/{version}/deployments",
            new JsonObject
            {
                ["environment"] = "production",
                ["region"] = "eu-north-1",
                ["promotion"] = promotion,
            }
        );
        return promotion;
    }

    public async Task<string> RequestAsync(string version, string reason)
    {
        var answer = await PostAsync(
            Engineer,
            $"/api/v1/models/{Model}/versions/{version}/promotions",
            new JsonObject { ["to"] = "production", ["reason"] = reason }
        );
        return (string)answer["id"]!;
    }

    public async Task<JsonObject> ReadAsync(string promotion) =>
        (await Engineer.GetFromJsonAsync<JsonObject>($"/api/v1/promotions/{promotion}", Ct))!;

    public async Task SignAsync(
        HttpClient who,
        string promotion,
        string role,
        string decision,
        string? comment = null,
        string? condition = null
    )
    {
        using var answer = await TrySignAsync(who, promotion, role, decision, comment, condition);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    /// <summary>Uploads the windows of the intrusion samples, the reference first.</summary>
    public async Task UploadWindowsAsync()
    {
        using var files = await WindowFiles.SplitAsync(Path.Combine(Samples, "ids", "predictions.csv.gz"), "1.0.0", Ct);
        foreach (var file in files.Files.OrderBy(f => f.Window == "reference" ? 0 : 1))
        {
            await using var body = File.OpenRead(file.Path);
            var role = file.Window == "reference" ? WindowRole.Reference : WindowRole.Current;
            var outcome = await Portal
                .Get<UploadWindow>()
                .RunAsync(Actor.Host, new("netflow-detector", "1.0.0", role, null, null, WindowColumns.Default), body, Ct);
            Assert.Null(outcome.Refusal);
        }

        await EvaluatedAsync();
    }

    /// <summary>Evaluates what waits. The portal's own job is at it too: what it has in hand is waited for.</summary>
    internal async Task EvaluatedAsync()
    {
        await using var db = await Portal.Databases.CreateDbContextAsync(Ct);
        do
        {
            await Portal.Get<EvaluateWindow>().RunAsync(Ct);
        } while (await db.WindowEvaluations.AnyAsync(e => e.State == EvaluationState.Waiting || e.State == EvaluationState.Running, Ct));
    }

    /// <summary>Asks for a report and waits until it is ready or failed.</summary>
    public async Task<JsonObject> MakeAsync(string kind, string subject, string format)
    {
        var asked = await PostAsync(
            Engineer,
            "/api/v1/reports",
            new JsonObject
            {
                ["kind"] = kind,
                ["subject"] = subject,
                ["format"] = format,
            },
            HttpStatusCode.Accepted
        );
        return await DoneAsync(Portal.Services, Engineer, (string)asked["id"]!);
    }

    public static async Task<JsonObject> DoneAsync(IServiceProvider services, HttpClient client, string id)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = ((ChangeFeed)services.GetService(typeof(ChangeFeed))!).Subscribe(
            [id],
            change =>
            {
                if (change.Action is "report.made" or "report.failed")
                {
                    done.TrySetResult();
                }
            }
        );
        var report = await client.GetFromJsonAsync<JsonObject>($"/api/v1/reports/{id}", Ct);
        if ((string?)report!["state"] is "queued" or "running")
        {
            await done.Task.WaitAsync(s_patience, Ct);
            report = await client.GetFromJsonAsync<JsonObject>($"/api/v1/reports/{id}", Ct);
        }

        return report!;
    }

    public async Task<IReadOnlyList<JsonNode>> LogAsync(string subject)
    {
        await using var db = await Portal.Databases.CreateDbContextAsync(Ct);
        return
        [
            .. (await db.AuditEntries.Where(e => e.Subject == subject).OrderBy(e => e.Index).Select(e => e.Leaf).ToListAsync(Ct)).Select(
                leaf => JsonNode.Parse(leaf)!
            ),
        ];
    }

    public async Task<JsonObject> PostAsync(HttpClient client, string address, JsonObject body, HttpStatusCode? expected = null)
    {
        using var answer = await client.PostAsJsonAsync(address, body, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(
            expected is null ? answer.IsSuccessStatusCode : answer.StatusCode == expected,
            $"{address}: {(int)answer.StatusCode} {text}"
        );
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    private static string FindSamples()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "samples", "policy.yaml")))
            {
                return Path.Combine(folder.FullName, "samples");
            }
        }

        throw new DirectoryNotFoundException("The folder samples is not above the tests.");
    }

    private async Task<HttpResponseMessage> TrySignAsync(
        HttpClient who,
        string promotion,
        string role,
        string decision,
        string? comment,
        string? condition
    )
    {
        var digest = (string)(await ReadAsync(promotion))["bundleDigest"]!;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/promotions/{promotion}/signoffs")
        {
            Content = JsonContent.Create(
                new JsonObject
                {
                    ["role"] = role,
                    ["decision"] = decision,
                    ["comment"] = comment,
                    ["condition"] = condition,
                    ["bundleDigest"] = digest,
                }
            ),
        };
        request.Headers.Add("X-Reauthentication", await PortalFactory.ReauthenticateAsync(who));
        return await who.SendAsync(request, Ct);
    }
}
