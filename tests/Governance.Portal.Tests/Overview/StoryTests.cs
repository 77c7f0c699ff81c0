using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Kpis;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Localisation;
using Governance.Portal.Administration.Overview;
using Governance.Portal.Administration.Overview.Kpis;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Approvals.Postures;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Models.Registry;
using Governance.Portal.Operations.Incidents;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Risks;
using Governance.Portal.Tests.Monitoring;
using Governance.Portal.Tests.Queries;
using Governance.Portal.Tests.Risks;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Overview;

/// <summary>The overview says what happened and why it matters, and says nothing that the page it links to does not show.</summary>
public sealed partial class StoryTests
{
    private static readonly DateTimeOffset s_then = new(2026, 11, 19, 8, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DriftInProduction_IsToldWithWhatCameOfIt_AndEachFactIsOnThePageItLinksTo()
    {
        await using var scene = await RiskScene.StartAsync();
        var officer = await scene.AsAsync(Roles.RiskOfficer);
        var owner = await scene.AsAsync(Roles.ModelOwner);
        await scene.Watched.SendAsync(Predictions.Csv(1000, "2026-09-01"), WindowRole.Reference);
        var risk = await scene.RaiseAsync(new(2, 4));
        await DoneAsync(scene.Get<AddMitigation>().RunAsync(owner, risk, "Monthly calibration", "Calibration report", null, Ct));
        var signal = (await scene.DriftMonitorAsync()).ToString();
        await DoneAsync(scene.Get<BindRiskSignal>().RunAsync(owner, risk, new(signal, null), null, Ct));
        await scene.ActivateAsync();
        await DeployAsync(scene);
        await scene.Get<KeepPostures>().RunAsync(Ct);
        using var auditor = await SignedInAsync(scene, Roles.Auditor);
        Assert.Equal([], (await StoryAsync(scene, await scene.AsAsync(Roles.Auditor))).Sentences.Select(Plain));
        using var reader = await scene.Portal.SignInAsync("riskofficer@test.example");
        Assert.Contains("Nothing needs attention. Checked: ", await TextAsync(auditor, "/"), StringComparison.Ordinal);

        // The situation: amounts move, the risk hears it, the deployment is out of policy, and what is asked for next is blocked.
        await scene.Watched.WatchAsync(Predictions.Csv(600, "2026-10-02", shift: 60, seed: 3));
        await scene.Watched.WatchAsync(Predictions.Csv(600, "2026-10-03", shift: 60, seed: 4));
        var alert = (await scene.Watched.AlertAsync("amount"))!;
        await RegisterAsync(scene, "1.1.0");
        await DoneAsync(
            scene
                .Get<RequestPromotion>()
                .RunAsync(await scene.AsAsync(Roles.Engineer), new(WatchedModel.Name, "1.1.0", "production", "Next"), Ct)
        );
        await scene.Get<KeepPostures>().RunAsync(Ct);
        await DoneAsync(
            scene
                .Get<OpenIncident>()
                .RunAsync(
                    officer,
                    new()
                    {
                        Title = "Amounts are off",
                        Severity = "high",
                        Category = "drift",
                        Alert = alert.Id.ToString(),
                    },
                    Ct
                )
        );

        var story = await StoryAsync(scene, officer);
        var told = story.Sentences.Select(Plain).ToList();
        var first = told[0];
        Assert.StartsWith("fraud has been drifting on ", first, StringComparison.Ordinal);
        Assert.Contains("amount", first, StringComparison.Ordinal);
        Assert.Contains($"{risk} is above appetite because of it", first, StringComparison.Ordinal);
        // No one has classified it: the law's deadline is not stated as a fact.
        Assert.Contains("INC-0001 was opened because of it and has a provisional reporting deadline of", first, StringComparison.Ordinal);
        Assert.DoesNotContain("must be reported", first, StringComparison.Ordinal);
        Assert.Contains("fraud 1.0.0 is out of policy in eu for that reason", first, StringComparison.Ordinal);
        Assert.Contains(
            "APR-0002 for fraud 1.1.0 is blocked by Risks within appetite (RISK-01) for that reason",
            first,
            StringComparison.Ordinal
        );
        Assert.InRange(told.Count, 1, ReadStory.Most);

        // Every figure, name and day of a sentence is on the page it links to.
        foreach (var clause in story.Sentences.SelectMany(s => s.Clauses))
        {
            await IsShownAsync(reader, clause);
        }

        Assert.Equal(string.Concat(told), (await SentencesAsync(reader)).Replace("\n", "", StringComparison.Ordinal));
        // The same joins in time, on the page of the model and of the incident.
        var model = await TimelineAsync(reader, "/models/fraud", "What happened");
        var led = await TimelineAsync(reader, "/incidents/INC-0001", "Causes and effects");
        Assert.Contains($"{risk} was recorded", model, StringComparison.Ordinal);
        foreach (var timeline in new[] { model, led })
        {
            var (raised, rescored, opened) = (
                timeline.IndexOf($"{alert.Id} was raised: Drift, amount", StringComparison.Ordinal),
                timeline.IndexOf($"As a result: {risk} was re-scored to 16", StringComparison.Ordinal),
                timeline.IndexOf("As a result: INC-0001 was opened", StringComparison.Ordinal)
            );
            Assert.True(raised >= 0 && raised < rescored && rescored < opened, timeline);
            Assert.Contains("As a result: APR-0002 is blocked by", timeline, StringComparison.Ordinal);
            Assert.Contains(
                "As a result: fraud 1.0.0 is out of policy in eu: Risks within appetite (RISK-01)",
                timeline,
                StringComparison.Ordinal
            );
        }

        Assert.Contains("1.0.0 was deployed to eu", model, StringComparison.Ordinal);
        Assert.Contains("register 1 came into force", model, StringComparison.Ordinal);
        await AreMarkedAsync(scene, officer);
        await FiguresAgreeAsync(scene);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            // Alerts that weigh the same are told in the order in which they were raised.
            Assert.True(await db.Database.ExecuteSqlAsync($"""UPDATE "Alerts" SET "Value" = 0.4""", Ct) > 1);
        }

        Assert.StartsWith("fraud has been drifting on ", Plain((await StoryAsync(scene, officer)).Sentences[0]), StringComparison.Ordinal);
        await ReplacedAsync(scene);
    }

    [Fact]
    public void Sentences_FollowTheirCause_OneOfATopic_AndTheGravestFirst()
    {
        StorySentence[] known =
        [
            new(StorySeverity.Notice, $"a request is blocked", s_then)
            {
                Subjects = ["APR-0001"],
                Causes = ["RSK-0001"],
                AsEffect = $"it is blocked",
            },
            new(StorySeverity.Warning, $"a risk is high", s_then) { Subjects = ["RSK-0001"], Causes = ["ALR-0001"] },
            new(StorySeverity.Notice, $"a model drifts", s_then) { Subjects = ["ALR-0001"], Topic = "model" },
            new(StorySeverity.Warning, $"a model does worse", s_then) { Subjects = ["ALR-0002"], Topic = "model" },
            new(StorySeverity.Critical, $"an incident is open", s_then) { Subjects = ["INC-0001"], Causes = ["ALR-0009"] },
            new(StorySeverity.Notice, $"one more", s_then),
        ];

        Assert.Equal(
            ["an incident is open", "a model drifts; a risk is high; it is blocked", "one more"],
            ReadStory.Compose(known, 5).Select(Plain)
        );
        Assert.Equal(["an incident is open"], ReadStory.Compose(known, 1).Select(Plain));
    }

    [Fact]
    public void SentenceInGerman_HasItsLinksWhereGermanHasThem()
    {
        var (link, day) = (new TextLink("RSK-0001", "/risks/RSK-0001"), s_then);
        using var german = Languages.Use("de");

        var pieces = Kernel.Components.Values.TextPieces.Of(
            $"{link} was opened because of it and must be reported to the authority by {day}"
        );

        Assert.Equal([link, " wurde deshalb eröffnet und ist der Behörde bis ", day, " zu melden"], pieces);
    }

    // Charts of the period have a line for each.
    private static async Task AreMarkedAsync(RiskScene scene, Actor reader)
    {
        var (marks, now) = (scene.Get<ReadMarks>(), TimeProvider.System.GetUtcNow());

        var drawn = await marks.RunAsync(reader, WatchedModel.Name, now.AddDays(-1), now.AddDays(1), Ct);

        Assert.Equal(["1.0.0", "INC-0001", "register"], drawn.Select(m => m.Short).Order(StringComparer.Ordinal));
        Assert.Equal(drawn.OrderBy(m => m.At), drawn);
        Assert.Empty(await marks.RunAsync(reader, WatchedModel.Name, now.AddDays(-3), now.AddDays(-1), Ct));
        Assert.Empty(await marks.RunAsync(reader, "another-model", now.AddDays(-1), now.AddDays(1), Ct));
    }

    // What stands on more than one page is the same: the worst column of the version in use, and whether its model drifts.
    private static async Task FiguresAgreeAsync(RiskScene scene)
    {
        var now = TimeProvider.System.GetUtcNow();
        var scope = KpiScope.Read(new KpiQuery(), now).Value;
        var model = (await ModelsAsync(scene)).Single();
        var monitor = (await scene.Get<MonitoringQueries>().MonitorsAsync(Ct)).Single(m => m.Version == WatchedModel.Version);
        var overview = Assert.Single((await scene.Get<ReadProgramme>().RunAsync(scope with { Period = Whole(now) }, Ct)).Drifting);
        var kpi = Assert.Single(await scene.Get<ReadKpis>().RunAsync(scope, [Kpi.ModelsDrifting], Ct));

        Assert.NotNull(model.WorstPsi);
        Assert.Equal((model.WorstPsi, monitor.WorstFeature), (monitor.WorstPsi, overview.Feature));
        Assert.Equal(model.WorstPsi, overview.Psi);
        Assert.Equal((1, 1, 1), (await scene.Get<MonitoringQueries>().CountDriftingAsync(Ct), (int)kpi.Value!.Value, kpi.Part!.Value));
        Assert.Equal([WatchedModel.Name], kpi.Counted);
    }

    // A version that was replaced counts nowhere, however it drifted.
    private static async Task ReplacedAsync(RiskScene scene)
    {
        var now = TimeProvider.System.GetUtcNow();
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var old = await db.Deployments.AsNoTracking().SingleAsync(Ct);
            await db.Deployments.Where(d => d.Id == old.Id).ExecuteUpdateAsync(s => s.SetProperty(d => d.Until, now), Ct);
            await Crowd.AddAsync<Deployment>(
                db,
                [
                    new
                    {
                        Id = new DeploymentId(2),
                        old.Model,
                        Version = "1.1.0",
                        old.Stage,
                        old.Environment,
                        old.Promotion,
                        old.ArtifactSha256,
                        Since = now,
                        old.DeployedBy,
                    },
                ],
                Ct
            );
            // As every change is said: figures that were read before are read again for it.
            db.Append(new AuditEvent("database.changed", "database", []), Actor.Host, now);
            await db.SaveChangesAsync(Ct);
        }

        var scope = KpiScope.Read(new KpiQuery(), now.AddSeconds(1)).Value;
        var kpi = Assert.Single(await scene.Get<ReadKpis>().RunAsync(scope, [Kpi.ModelsDrifting], Ct));
        Assert.Null((await ModelsAsync(scene)).Single().WorstPsi);
        Assert.Empty((await scene.Get<ReadProgramme>().RunAsync(scope with { Period = Whole(now.AddSeconds(1)) }, Ct)).Drifting);
        Assert.Equal((0, 0, 0), (await scene.Get<MonitoringQueries>().CountDriftingAsync(Ct), (int)kpi.Value!.Value, kpi.Part!.Value));
        Assert.Empty(kpi.Counted);
        var story = await StoryAsync(scene, await scene.AsAsync(Roles.RiskOfficer));
        Assert.DoesNotContain(story.Sentences, s => Plain(s).Contains("drifts", StringComparison.Ordinal));
    }

    private static KpiPeriod Whole(DateTimeOffset now) => new(now.AddYears(-2), now);

    private static async Task<IReadOnlyList<ModelRow>> ModelsAsync(RiskScene scene) =>
        (await scene.Get<ListModels>().PageAsync(new(), ModelOrder.Name, false, 0, 25, Ct)).Value.Items;

    private static async Task RegisterAsync(RiskScene scene, string version)
    {
        using var client = await scene.Portal.CreateKeyClientAsync(null, Scopes.RegistryWrite);
        using var answer = await client.PostAsJsonAsync(
            $"/api/v1/models/{WatchedModel.Name}/versions",
            new
            {
                version,
                artifact = new
                {
                    sha256 = new string('b', 64),
                    sizeBytes = 5,
                    mediaType = "application/json",
                },
            },
            Ct
        );
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    private static async Task DeployAsync(RiskScene scene)
    {
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        await DoneAsync(
            scene
                .Get<DeployVersion>()
                .RunAsync(await scene.AsAsync(Roles.Engineer), new(WatchedModel.Name, WatchedModel.Version, "eu", promotion.ToString()), Ct)
        );
    }

    private static async Task<HttpClient> SignedInAsync(RiskScene scene, string role)
    {
        await scene.AsAsync(role);
        return await scene.Portal.SignInAsync($"{role.ToLowerInvariant()}@test.example");
    }

    private static async Task<Story> StoryAsync(RiskScene scene, Actor actor) =>
        await scene.Get<ReadStory>().RunAsync(actor, await scene.Get<MyQueue>().RunAsync(actor, Ct), Ct);

    private static async Task DoneAsync<T>(Task<Domain.Result<T>> acting)
    {
        var outcome = await acting;
        Assert.True(outcome.IsDone, outcome.Refusal?.Message);
    }

    private static async Task IsShownAsync(HttpClient reader, FormattableString clause)
    {
        var link = Assert.Single(clause.GetArguments().OfType<TextLink>());
        var markup = await reader.GetStringAsync(link.Href, Ct);
        var text = Words(markup, " ");
        foreach (var value in clause.GetArguments())
        {
            switch (value)
            {
                case DateTimeOffset at:
                    Assert.True(
                        markup.Contains($"datetime=\"{Formats.Iso(at)}\"", StringComparison.Ordinal),
                        $"{clause}: {link.Href} does not show {at}"
                    );
                    break;
                case TextWord word:
                    Assert.Contains(word.English, text, StringComparison.Ordinal);
                    break;
                default:
                    // An item of a list of names; a name and its version may stand apart; "3 items" is the number there.
                    foreach (var part in $"{value}".Split([", ", " items", " item", " ", "(", ")"], StringSplitOptions.RemoveEmptyEntries))
                    {
                        Assert.True(
                            Regex.IsMatch(text, $@"(?<![\w.]){Regex.Escape(part)}(?![\w])", RegexOptions.None, TimeSpan.FromSeconds(1)),
                            $"{clause}: {link.Href} does not show {part}"
                        );
                    }

                    break;
            }
        }
    }

    // The sentences as the page has them.
    private static async Task<string> SentencesAsync(HttpClient reader)
    {
        var markup = await reader.GetStringAsync("/", Ct);
        var from = markup.IndexOf("class=\"story\"", StringComparison.Ordinal);
        var story = markup[(from + "class=\"story\"".Length)..markup.IndexOf("</section>", from, StringComparison.Ordinal)];
        return string.Concat(Item().Matches(story).Select(m => Words(Icon().Replace(m.Groups[1].Value, ""), "").Trim()));
    }

    private static async Task<string> TimelineAsync(HttpClient reader, string path, string title)
    {
        var markup = await reader.GetStringAsync(path, Ct);
        var from = markup.IndexOf($">{title}<", StringComparison.Ordinal);
        Assert.True(from > 0, $"{path} has no {title}");
        return Words(Icon().Replace(markup[from..markup.IndexOf("</ol>", from, StringComparison.Ordinal)], ""), "");
    }

    private static async Task<string> TextAsync(HttpClient reader, string path) => Words(await reader.GetStringAsync(path, Ct), " ");

    private static string Words(string markup, string tag) =>
        Space().Replace(WebUtility.HtmlDecode(Tag().Replace(Script().Replace(markup, ""), tag)), " ");

    private static string Plain(ToldSentence sentence) =>
        string.Join(
            "; ",
            sentence.Clauses.Select(c =>
                string.Concat(
                    Kernel
                        .Components.Values.TextPieces.Of(c)
                        .Select(p =>
                            p is DateTimeOffset at ? Formats.Date(at, TimeProvider.System.GetUtcNow(), TimeZoneInfo.Local) : $"{p}"
                        )
                )
            )
        );

    [GeneratedRegex("<li[^>]*>(.*?)</li>", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Item();

    [GeneratedRegex("<span class=\"icon[^>]*>[^<]*</span>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Icon();

    [GeneratedRegex("<(script|style)[^>]*>.*?</\\1>", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Script();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Space();
}
