using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bunit;
using Governance.Analytics.Experiments;
using Governance.Analytics.Statistics;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Localisation;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Models.Registry;
using Governance.Portal.Operations.Experiments;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Components;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Tests.Experiments.ExperimentsTests;
using Names = Governance.Portal.Tests.Components.Roles;
using Roles = Governance.Domain.Identity.Roles;

namespace Governance.Portal.Tests.Experiments;

/// <summary>The comparison of champion and challenger: which one is shown of those that are filed, and what the page says of it.</summary>
public sealed class ComparisonTests : PortalPageTest
{
    private const string Challenger = "1.5.0";

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task TheNewestComparisonOfBothVersions_IsShown_AndNoOther(DatabaseKind kind)
    {
        await using var scene = await SceneAsync(kind);
        var experiment = await PlanAsync(scene);
        Assert.Null((await LookAsync(scene, experiment)).Comparison);

        // Another champion, another challenger, another model, figures that cannot be, and what is no comparison.
        await FileAsync(scene, Report() with { Champion = new("1.3.0", "champion.csv", null) });
        await FileAsync(scene, Report() with { Challenger = new("1.6.0", "challenger.csv", null) });
        await FileAsync(scene, Report() with { Model = "credit-default" });
        await FileAsync(scene, Report(onlyChallenger: 200));
        await FileAsync(scene, new JsonObject { ["format"] = "governance-experiment/1", ["kind"] = "shadow" });
        Assert.Null((await LookAsync(scene, experiment)).Comparison);

        var first = await FileAsync(scene, Report());
        var second = await FileAsync(scene, Report(onlyChallenger: 12));
        Assert.Equal((second, 12), Shown(await LookAsync(scene, experiment)));

        // What is withdrawn does not count, nor what is about another artifact, though it is newer.
        var withdrawn = await scene
            .Get<WithdrawEvidence>()
            .RunAsync(scene.Owner, ApprovalsScene.ModelName, Challenger, second, "The labels were wrong", Ct);
        Assert.True(withdrawn.IsDone, withdrawn.Refusal?.Message);
        await CopyAsync(scene, first);
        Assert.Equal((first, 40), Shown(await LookAsync(scene, experiment)));

        using var key = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.RegistryRead);
        var json = (await key.GetFromJsonAsync<JsonObject>($"/api/v1/experiments/{experiment}", Ct))!["comparison"]!;
        Assert.Equal((first, 500), ((string?)json["evidence"], (int)json["labelled"]!));
        Assert.Equal(["mcnemar-mid-p", "delong"], json["metrics"]!.AsArray().Select(m => (string?)m!["test"]));
    }

    [Fact]
    public async Task AComparison_HasTheFiguresThatTheCountsGive()
    {
        await using var scene = await SceneAsync();
        var experiment = await PlanAsync(scene);
        var id = await FileAsync(scene, Report());

        var found = (await LookAsync(scene, experiment)).Comparison!;

        Assert.Equal((id, 520, 500), (found.Evidence.ToString(), found.Rows, found.Labelled));
        Assert.Equal((12, 3), (found.Champion.Unpaired, found.Challenger.Unpaired));
        Assert.Equal(new ComparedPairs(400, 10, 40, 50), found.Pairs);
        var (accuracy, auc) = (found.Metrics[0], found.Metrics[1]);
        Assert.Equal((0.82, 0.88, 0.03, 0.09), (accuracy.Champion.Value, accuracy.Challenger.Value, accuracy.Low, accuracy.High));
        Assert.Equal(0.06, accuracy.Difference, 1e-12);
        // 50 decisions on which one of both was right, 10 of them the champion: twice the lower tail, less the probability of just this.
        Assert.Equal(1.4737715885e-5, accuracy.PValue, 1e-12);
        Assert.Equal(0.05, auc.Difference, 1e-12);
        Assert.Equal(0.05 - (1.959963984540054 * 0.01), auc.Low!.Value, 1e-12);
    }

    [Fact]
    public async Task HoweverManyAreFiled_TheReadTakesTheSameStatements()
    {
        await using var scene = await ApprovalsScene.CreateAsync(configure: portal =>
        {
            var before = portal.Replace;
            portal.Replace = services =>
            {
                before?.Invoke(services);
                StatementCounter.Listen(services);
            };
        });
        await PrepareAsync(scene);
        var experiment = await PlanAsync(scene);
        var none = await StatementCounter.OfAsync(() => LookAsync(scene, experiment));
        for (var i = 0; i < 4; i++)
        {
            await FileAsync(scene, Report() with { Champion = new("1.3.0", "champion.csv", null) });
        }

        await FileAsync(scene, Report());
        var many = await StatementCounter.OfAsync(() => LookAsync(scene, experiment));

        Assert.Equal(none.Count, many.Count);
        Assert.Single(many, s => s.Contains("\"Evidence\" AS", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ThePage_WithoutAComparison_SaysHowToFileOne()
    {
        await using var scene = await SceneAsync();
        var experiment = await PlanAsync(scene);

        var page = await PageAsync(scene, experiment);

        var card = page.ByRole("region", "Comparison on the same decisions").TextContent;
        Assert.Contains("No comparison of 1.5.0 with champion 1.4.0 has been filed.", card, StringComparison.Ordinal);
        Assert.Contains(
            "governance experiment compare --file champion.csv --challenger challenger.csv "
                + "--model fraud-scorer --champion 1.4.0 --version 1.5.0",
            card,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task ThePage_ShowsBothVersions_EachDifferenceWithItsTest_AndWhoWasRight()
    {
        await using var scene = await SceneAsync();
        var experiment = await PlanAsync(scene);
        var id = await FileAsync(scene, Report());

        var page = await PageAsync(scene, experiment);

        var card = page.ByRole("region", "Comparison on the same decisions");
        Assert.Equal(
            $"/api/v1/models/fraud-scorer/versions/1.5.0/evidence/{id}/content",
            card.QuerySelectorAll("a").Single(a => a.TextContent.Trim() == id).GetAttribute("href")
        );
        foreach (
            var said in new[]
            {
                "Challenger 1.5.0, champion 1.4.0",
                "520 decisions",
                "500 decisions",
                "No counterpart: 12 rows of the champion, 3 rows of the challenger",
                "Intervals of a single version are not paired",
                "champion.csv",
                "governance experiment compare 1.0",
                "exactly one version was right: 50.",
            }
        )
        {
            Assert.Contains(said, Text(card), StringComparison.Ordinal);
        }

        var rows = page.FindAll("table[aria-label='Metrics on the same decisions'] tbody tr").Select(Text).ToList();
        Assert.Equal(2, rows.Count);
        foreach (
            var said in new[]
            {
                "Accuracy",
                "0.8200",
                "0.8800",
                "+0.0600",
                "+0.0300 to +0.0900",
                "Challenger is better",
                "The challenger is right more often, and chance alone is an unlikely explanation.",
                "McNemar's test (mid-p): p < 0.001",
            }
        )
        {
            Assert.Contains(said, rows[0], StringComparison.Ordinal);
        }

        Assert.Contains("DeLong's test: p < 0.001", rows[1], StringComparison.Ordinal);
        Assert.Equal(
            [
                "Accuracy: difference +0.0600, 95 % interval +0.0300 to +0.0900",
                "Area under the ROC curve: difference +0.0500, 95 % interval +0.0304 to +0.0696",
            ],
            page.FindAll("svg.dot-interval").Select(s => s.GetAttribute("aria-label"))
        );
        Assert.Equal(
            ["400", "10", "40", "50"],
            page.FindAll("table[aria-label='Decisions grouped by which version was right'] td").Select(c => c.TextContent.Trim())
        );
        Assert.DoesNotContain("before the experiment started", Text(card), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AComparison_FromBeforeTheStart_IsMarkedSo()
    {
        await using var scene = await SceneAsync();
        var officer = await scene.PersonAsync("officer@test.example", Roles.RiskOfficer);
        var experiment = await PlanAsync(scene);
        await FileAsync(scene, Report());
        scene.Clock.Advance(TimeSpan.FromHours(1));
        Done(await DecideAsync(scene, officer, experiment, ExperimentStep.Approval, "approve"));
        Done(await scene.Get<StartExperiment>().RunAsync(scene.Engineer, experiment, Ct));

        var page = await PageAsync(scene, experiment);

        Assert.Contains(
            "made before the experiment started",
            Text(page.ByRole("region", "Comparison on the same decisions")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task ThePage_InGerman_SaysTheSame()
    {
        await using var scene = await SceneAsync();
        var experiment = await PlanAsync(scene);
        await FileAsync(scene, Report());
        using var german = Languages.Use("de");

        var page = await PageAsync(scene, experiment);

        var card = Text(page.ByRole("region", "Vergleich an denselben Entscheidungen"));
        foreach (
            var said in new[]
            {
                "Herausforderer 1.5.0, Champion 1.4.0",
                "520 Entscheidungen",
                "12 Zeilen des Champions, 3 Zeilen des Herausforderers",
                "+0,0300 bis +0,0900",
                "Intervalle einer einzelnen Version sind nicht gepaart",
                "Herausforderer ist besser",
                "Der Herausforderer liegt öfter richtig, und Zufall allein ist dafür keine wahrscheinliche Erklärung.",
                "McNemar-Test (mid-p): p < 0,001",
                "Fläche unter der ROC-Kurve",
                "Champion richtig",
            }
        )
        {
            Assert.Contains(said, card, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0.02, 0.01, 0.03, 0.001, Tone.Pass, "Challenger is better")]
    [InlineData(-0.02, -0.03, -0.01, 0.001, Tone.Fail, "Champion is better")]
    [InlineData(0.02, -0.01, 0.05, 0.2, Tone.Idle, "No difference shown")]
    [InlineData(0.02, -0.01, 0.05, 0.01, Tone.Warn, "No difference shown")]
    [InlineData(0.02, 0.01, 0.03, 0.06, Tone.Warn, "No difference shown")]
    public void AMetric_IsBetter_OnlyWhereIntervalAndTestSaySo(double difference, double low, double high, double p, Tone tone, string word)
    {
        var metric = new ComparedMetric("accuracy", new(0.8, null, null), new(0.8 + difference, null, null), difference, low, high, "", p);

        var (found, said, sentence) = ComparisonText.Of(metric);

        Assert.Equal((tone, word), (found, said));
        Assert.Equal((low <= 0 && high >= 0) == p < 0.05, sentence.Contains("disagree", StringComparison.Ordinal));
    }

    private static PairedReport Report(int onlyChallenger = 40) =>
        new(
            new("1.4.0", "champion.csv", new string('a', 64)),
            new(Challenger, "challenger.csv", new string('b', 64)),
            new PairedComparison(
                520,
                new Proportion(470, 520),
                500,
                10,
                onlyChallenger,
                new Proportion(410, 500),
                new Proportion(400 + onlyChallenger, 500)
            )
            {
                DifferenceInterval = new Interval(0.03, 0.09),
                Auc = new PairedAuc(0.85, 0.9, 0.01),
                ChampionUnpaired = 12,
                ChallengerUnpaired = 3,
                Period = (new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero), new(2026, 11, 15, 8, 0, 0, TimeSpan.Zero)),
            }
        )
        {
            Model = ApprovalsScene.ModelName,
        };

    private static async Task<ApprovalsScene> SceneAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var scene = await ApprovalsScene.CreateAsync(kind);
        await PrepareAsync(scene);
        return scene;
    }

    private static async Task PrepareAsync(ApprovalsScene scene)
    {
        await DeployAsync(scene, "1.4.0", "production");
        await scene.RegisterVersionAsync(Challenger);
    }

    private static async Task<string> PlanAsync(ApprovalsScene scene) =>
        Done(
            await scene
                .Get<PlanExperiment>()
                .RunAsync(
                    scene.Engineer,
                    new(ApprovalsScene.ModelName, "shadow", Challenger, "It finds more fraud", [new("found", "higher", 0.2)], 0.05),
                    Ct
                )
        );

    private static Task<string> FileAsync(ApprovalsScene scene, PairedReport report)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            report.Write(writer);
            writer.WriteEndObject();
        }

        return FileAsync(scene, JsonNode.Parse(buffer.ToArray())!.AsObject());
    }

    private static async Task<string> FileAsync(ApprovalsScene scene, JsonObject document)
    {
        var filed = await scene
            .Get<AddEvidence>()
            .RunAsync(
                scene.Engineer,
                new(
                    ApprovalsScene.ModelName,
                    Challenger,
                    "other",
                    "governance experiment compare 1.0",
                    scene.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
                ),
                JsonSerializer.SerializeToElement(document),
                Ct
            );
        Assert.True(filed.IsDone, filed.Refusal?.Message);
        return filed.Value.Id.ToString();
    }

    /// <summary>The same document once more, about an artifact that the version no longer has.</summary>
    private static Task CopyAsync(ApprovalsScene scene, string id) =>
        scene.DoAsync(
            "evidence.added",
            "",
            async context =>
            {
                var kept = (await context.Db.Evidence.ToListAsync(Ct)).Single(e => e.Id.ToString() == id);
                var copy = new Evidence
                {
                    Id = await context.Db.NextIdAsync<EvidenceId>(Ct),
                    Model = kept.Model,
                    Version = kept.Version,
                    Kind = kept.Kind,
                    Tool = kept.Tool,
                    ProducedAt = kept.ProducedAt,
                    Sha256 = kept.Sha256,
                    SizeBytes = kept.SizeBytes,
                    MediaType = kept.MediaType,
                    ArtifactSha256 = new string('e', 64),
                    AddedAt = context.Now,
                    AddedBy = Actor.Host.Id,
                };
                context.Db.Evidence.Add(copy);
                context.Append(new AuditEvent("evidence.added", copy.Id.ToString(), new JsonObject()));
            }
        );

    private static async Task<ExperimentView> LookAsync(ApprovalsScene scene, string id) =>
        (await scene.Get<ReadExperiments>().GetAsync(id, scene.Owner, Ct)).Value;

    private static (string Evidence, long OnlyChallenger) Shown(ExperimentView view) =>
        (view.Comparison!.Evidence.ToString(), view.Comparison.Pairs!.OnlyChallenger);

    private static string Text(AngleSharp.Dom.IElement element) => Names.TextOf(element);

    private Task<IRenderedComponent<ExperimentPage>> PageAsync(ApprovalsScene scene, string id) =>
        OpenAsync<ExperimentPage>(scene.Portal, scene.Clock, scene.Owner, $"/experiments/{id}", p => p.Add(c => c.Id, id));
}
