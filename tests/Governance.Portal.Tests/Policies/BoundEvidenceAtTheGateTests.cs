using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Policies;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Policies;

/// <summary>Versions, reports and promotions as pipelines send them: a gate believes a report of what the report states itself.</summary>
public sealed class BoundEvidenceAtTheGateTests
{
    private const string Version = "3.0.0";
    private const string HeldOut = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    private const string OtherSet = "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc";
    private const string OtherModel = "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd";
    private const string Average =
        "    - {id: PERF-01, type: metric_threshold, severity: high, params: {metric: recall, op: \">=\", value: 0.85}}";

    private const string Bound =
        "    - {id: EVID-01, type: evidence_required, severity: high, "
        + "params: {kinds: [validation, fairness], boundTo: [artifact, dataset]}}";

    private const string Slice =
        "    - {id: PERF-02, type: metric_threshold, severity: high, "
        + "params: {metric: recall, op: \">=\", value: 0.8, slice: attack_type=exfiltration}}";

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task ReportOfAnotherModel_FiledUnderThisOne_PassesNoRule(DatabaseKind kind)
    {
        await using var pipeline = await PipelineAsync(Average, kind: kind);
        // A file of 14 bytes, whose declared recall is good enough: it is a claim, and stands while no report says otherwise.
        await pipeline.FileAsync("validation", Report(OtherModel, HeldOut, 0.99));

        var rule = (await pipeline.JudgeAsync())["PERF-01"];

        Assert.Equal("error", (string?)rule["outcome"]);
        Assert.Contains("EVD-0001 is about another artifact (dddddddddddd…)", (string?)rule["message"], StringComparison.Ordinal);

        await pipeline.FileAsync("validation", Report(pipeline.Artifact, HeldOut, 0.91));
        Assert.Equal("pass", (string?)(await pipeline.JudgeAsync())["PERF-01"]["outcome"]);
    }

    [Fact]
    public async Task BoundTo_EachReport_IsRefusedForItsOwnReasonUntilItIsAboutThisArtifactAndTheHeldOutSet()
    {
        await using var pipeline = await PipelineAsync(Bound);
        await pipeline.FileAsync("fairness", Report(pipeline.Artifact, HeldOut, 1, isFairness: true));
        var digests = new List<string?>();
        foreach (
            var (report, said) in new[]
            {
                ("""{"recall": 0.99, "labelled": 900}""", "does not state which artifact it is about; that of this version is "),
                (Report(OtherModel, HeldOut, 0.99), "is about the artifact dddddddddddd…; that of this version is "),
                (
                    Report(pipeline.Artifact, null, 0.99),
                    "does not state which dataset it was measured on; the held-out set of this version is flows-held-out (bbbbbbbbbbbb…)."
                ),
                (
                    Report(pipeline.Artifact, OtherSet, 0.99),
                    "was measured on the dataset cccccccccccc…; the held-out set of this version is flows-held-out (bbbbbbbbbbbb…)."
                ),
                (
                    Report(pipeline.Artifact, new string('a', 64), 0.99),
                    "which this version declares as flows for training; the held-out set of this version is "
                ),
            }
        )
        {
            await pipeline.FileAsync("validation", report);
            var rule = (await pipeline.JudgeAsync())["EVID-01"];

            Assert.Equal("fail", (string?)rule["outcome"]);
            Assert.Contains(said, (string?)rule["message"], StringComparison.Ordinal);
            digests.Add(await pipeline.BundleDigestAsync());
        }

        await pipeline.FileAsync("validation", Report(pipeline.Artifact, HeldOut, 0.99));

        Assert.Equal("pass", (string?)(await pipeline.JudgeAsync())["EVID-01"]["outcome"]);
        digests.Add(await pipeline.BundleDigestAsync());
        // What people sign changes with every report.
        Assert.Equal(6, digests.Distinct(StringComparer.Ordinal).Count());
        var subject = await pipeline.InputAsync();
        Assert.Equal(new SubjectFacts(pipeline.Artifact, HeldOut, 3000, 7), subject.Evidence.Single(e => e.Id == "EVD-0007").Facts.Subject);
    }

    [Fact]
    public async Task BoundTo_VersionWithoutAHeldOutSet_FailsAndSaysHowToDeclareOne()
    {
        await using var pipeline = await PipelineAsync(Bound, heldOut: false);
        await pipeline.FileAsync("validation", Report(pipeline.Artifact, HeldOut, 0.99));

        var message = (string)(await pipeline.JudgeAsync())["EVID-01"]["message"]!;

        Assert.StartsWith("This version declares no held-out set that evidence could be measured on. ", message, StringComparison.Ordinal);
        Assert.EndsWith(
            "There is no fairness evidence for this version. Add evidence of kind fairness.",
            message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task BoundTo_TwoKindsThatAreNot_SaysBoth()
    {
        await using var pipeline = await PipelineAsync(Bound);
        await pipeline.FileAsync("validation", Report(OtherModel, HeldOut, 0.99));
        await pipeline.FileAsync("fairness", Report(pipeline.Artifact, OtherSet, 0.99));

        var rule = (await pipeline.JudgeAsync())["EVID-01"];

        Assert.Equal(
            ["binding.other-artifact", "binding.other-dataset"],
            rule["found"]!.AsArray().Select(one => (string)one!["code"]!).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task SubjectThatIsNoDigest_IsEvidenceThatCannotBeRead()
    {
        await using var pipeline = await PipelineAsync(Bound);

        var filed = await pipeline.FileAsync("validation", Report("c3ab", HeldOut, 0.99));

        Assert.Contains("subject.artifactSha256 is not a SHA-256", (string?)filed["unreadable"], StringComparison.Ordinal);
        Assert.Contains(
            "EVD-0001 could not be read (“subject.artifactSha256",
            (string?)(await pipeline.JudgeAsync())["EVID-01"]["message"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task AttackTypeThatIsMissed_ShutsTheGateWhileTheAveragePasses()
    {
        await using var pipeline = await PipelineAsync($"{Average}\n{Slice}");
        await pipeline.FileAsync("validation", Report(pipeline.Artifact, HeldOut, 0.95, exfiltration: 0.61));

        var rules = await pipeline.JudgeAsync();

        Assert.Equal(("pass", "fail"), ((string?)rules["PERF-01"]["outcome"], (string?)rules["PERF-02"]["outcome"]));
        Assert.StartsWith(
            "recall in attack_type=exfiltration is 0.61, below the limit of ",
            (string?)rules["PERF-02"]["message"],
            StringComparison.Ordinal
        );
        Assert.Equal("fail", await pipeline.OutcomeAsync());
        // Printed are the figures of the whole, and of slices the one that a rule judged.
        var record = await pipeline.RecordAsync();
        Assert.Contains("attack_type=exfiltration", record, StringComparison.Ordinal);
        Assert.DoesNotContain("attack_type=scan", record, StringComparison.Ordinal);

        await pipeline.FileAsync("validation", Report(pipeline.Artifact, HeldOut, 0.97, exfiltration: 0.96, rows: 12));
        var few = (await pipeline.JudgeAsync())["PERF-02"];
        Assert.Equal(
            ("fail", "recall in attack_type=exfiltration was measured on 12 rows; at least 30 are required. Measure it on more rows."),
            ((string?)few["outcome"], (string?)few["message"])
        );

        await pipeline.FileAsync("validation", Report(pipeline.Artifact, HeldOut, 0.97, exfiltration: 0.96));
        Assert.Equal("pass", (string?)(await pipeline.JudgeAsync())["PERF-02"]["outcome"]);
        Assert.Equal("pass", await pipeline.OutcomeAsync());
    }

    [Fact]
    public async Task RunsOverSubjectsAndSlices_ReplayToTheByte()
    {
        await using var pipeline = await PipelineAsync($"{Bound}\n{Slice}");
        await pipeline.FileAsync("validation", Report(pipeline.Artifact, OtherSet, 0.95, exfiltration: 0.61));
        await pipeline.JudgeAsync();

        await using var db = await pipeline.Scene.Portal.Databases.CreateDbContextAsync(Ct);
        var run = await db.GateRuns.OrderByDescending(g => g.Id).FirstAsync(Ct);
        using var client = await pipeline.Scene.Portal.CreateKeyClientAsync(null, Scopes.GateRead);
        using var answer = await client.PostAsync($"/api/v1/gates/{run.Id}/replay", null, Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True((bool?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["identical"]);
    }

    private static string Report(
        string? artifact,
        string? dataset,
        double recall,
        double? exfiltration = null,
        int rows = 84,
        bool isFairness = false
    )
    {
        var report = new JsonObject
        {
            ["rows"] = 3000,
            ["labelled"] = 3000,
            ["recall"] = recall,
            ["subject"] = new JsonObject
            {
                ["artifactSha256"] = artifact,
                ["datasetSha256"] = dataset,
                ["rows"] = 3000,
                ["seed"] = 7,
            },
        };
        if (isFairness)
        {
            report["attributes"] = new JsonArray(new JsonObject { ["attribute"] = "source", ["demographicParityDifference"] = 0.01 });
        }

        if (exfiltration is { } measured)
        {
            report["slices"] = new JsonArray(
                new JsonObject
                {
                    ["by"] = "attack_type",
                    ["value"] = "exfiltration",
                    ["rows"] = rows,
                    ["labelled"] = rows,
                    ["recall"] = measured,
                },
                new JsonObject
                {
                    ["by"] = "attack_type",
                    ["value"] = "scan",
                    ["rows"] = 900,
                    ["recall"] = 1,
                }
            );
        }

        return report.ToJsonString();
    }

    private static async Task<Pipeline> PipelineAsync(string rules, bool heldOut = true, DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var scene = await ApprovalsScene.CreateAsync(kind);
        var active = await scene.ActivateAsync(ApprovalsScene.Policy("1", rules));
        Assert.True(active.IsDone, active.Refusal?.Message);
        return await Pipeline.StartAsync(scene, heldOut);
    }

    /// <summary>One version and its promotion, by REST alone.</summary>
    private sealed class Pipeline(ApprovalsScene scene, HttpClient client, string artifact) : IAsyncDisposable
    {
        private static readonly byte[] s_file = Encoding.UTF8.GetBytes("14-byte model.");
        private string? _promotion;
        private int _filed;

        public ApprovalsScene Scene => scene;

        public string Artifact => artifact;

        public static async Task<Pipeline> StartAsync(ApprovalsScene scene, bool heldOut)
        {
            var client = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.RegistryWrite);
            var artifact = Sha256Hex.Of(s_file);
            var datasets = new JsonArray(Dataset("flows", new string('a', 64), "training"));
            if (heldOut)
            {
                datasets.Add((JsonNode)Dataset("flows-held-out", HeldOut, "test"));
            }

            var pipeline = new Pipeline(scene, client, artifact);
            await pipeline.PostAsync(
                $"models/{ApprovalsScene.ModelName}/versions",
                new JsonObject
                {
                    ["version"] = Version,
                    ["artifact"] = new JsonObject
                    {
                        ["sha256"] = artifact,
                        ["sizeBytes"] = s_file.Length,
                        ["mediaType"] = "application/octet-stream",
                    },
                    ["datasets"] = datasets,
                    ["metrics"] = new JsonObject { ["recall"] = 0.99 },
                }
            );
            using var content = new ByteArrayContent(s_file);
            using var stored = await client.PutAsync($"/api/v1/models/{ApprovalsScene.ModelName}/versions/{Version}/artifact", content, Ct);
            Assert.True(stored.IsSuccessStatusCode, await stored.Content.ReadAsStringAsync(Ct));
            return pipeline;
        }

        public Task<JsonObject> FileAsync(string kind, string payload) =>
            PostAsync(
                $"models/{ApprovalsScene.ModelName}/versions/{Version}/evidence",
                new JsonObject
                {
                    ["kind"] = kind,
                    ["tool"] = "evaluator 3.2",
                    // One after the other: of each kind the newest counts.
                    ["producedAt"] = scene.Clock.GetUtcNow().AddHours(-1).AddMinutes(++_filed).ToString("O", CultureInfo.InvariantCulture),
                    ["payload"] = JsonNode.Parse(payload),
                }
            );

        /// <summary>What the gate of the promotion says now, by rule.</summary>
        public async Task<Dictionary<string, JsonNode>> JudgeAsync() =>
            (await ReadAsync())["gate"]!["results"]!.AsArray().ToDictionary(r => (string)r!["rule"]!, r => r!, StringComparer.Ordinal);

        public async Task<string?> OutcomeAsync() => (string?)(await ReadAsync())["gate"]!["outcome"];

        public async Task<string?> BundleDigestAsync() => (string?)(await ReadAsync())["bundleDigest"];

        public async Task<string> RecordAsync()
        {
            using var reader = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.ReportsRead);
            return await reader.GetStringAsync($"/reports/preview?kind=approval-record&subject={_promotion}", Ct);
        }

        public async Task<GateInput> InputAsync()
        {
            await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
            var run = await db.GateRuns.OrderByDescending(g => g.Id).FirstAsync(Ct);
            return GateInput.Read(run.Input).Input!;
        }

        public ValueTask DisposeAsync()
        {
            client.Dispose();
            return scene.DisposeAsync();
        }

        private async Task<JsonObject> ReadAsync()
        {
            _promotion ??= (string?)
                (
                    await PostAsync(
                        $"models/{ApprovalsScene.ModelName}/versions/{Version}/promotions",
                        new JsonObject { ["to"] = "production", ["reason"] = "Finds more" }
                    )
                )["id"];
            return (await client.GetFromJsonAsync<JsonObject>($"/api/v1/promotions/{_promotion}", Ct))!;
        }

        private async Task<JsonObject> PostAsync(string path, JsonObject body)
        {
            using var answer = await client.PostAsJsonAsync($"/api/v1/{path}", body, Ct);
            Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Ct));
            return (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!;
        }

        private static JsonObject Dataset(string name, string sha256, string role) =>
            new()
            {
                ["name"] = name,
                ["version"] = "1",
                ["sha256"] = sha256,
                ["role"] = role,
            };
    }
}
