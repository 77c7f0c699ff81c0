using Bunit;
using Governance.Localisation;
using Governance.Portal.Approvals.Postures;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Components;
using Governance.Portal.Tests.Policies;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Tests.Postures.PostureScene;

namespace Governance.Portal.Tests.Postures;

/// <summary>The list of deployments says how many rules each fails, and shows deadlines where there are any.</summary>
public sealed class PosturePageTests : PortalPageTest
{
    private const string Advisory = """
            - {id: EVID-01, type: evidence_required, severity: low, params: {kinds: [sbom]}}
            - {id: EVID-02, type: evidence_required, severity: low, params: {kinds: [robustness]}}
        """;

    [Fact]
    public async Task DeploymentWithWarnings_SaysHowManyRulesItFails_AndHasNoColumnOfDeadlines()
    {
        await using var scene = await CreateAsync(Advisory);
        await JudgeAsync(scene);

        var page = await OpenAsync<PosturePage>(scene.Portal, scene.Clock, scene.Legal, "/posture");

        Assert.Contains("2 rules not met", page.Find("tbody td[data-label='Policy status']").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Fix by", page.FindAll("thead th").Select(h => h.TextContent.Trim()));
    }

    [Fact]
    public async Task DeploymentThatFailsMoreRulesThanThereAreColumns_NamesTheOthers()
    {
        var rules = Enumerable
            .Range(1, 10)
            .Select(i => $"    - {{id: EVID-{i:00}, type: evidence_required, severity: low, params: {{kinds: [robustness]}}}}");
        await using var scene = await CreateAsync(string.Join('\n', rules));
        await JudgeAsync(scene);

        var page = await OpenAsync<PosturePage>(scene.Portal, scene.Clock, scene.Legal, "/posture");

        Assert.Contains(
            "Required evidence is present and current (EVID-07, EVID-08, EVID-09), 1\u00A0more",
            page.Find("tbody td[data-label='Policy status']").TextContent,
            StringComparison.Ordinal
        );
        // A code stands behind a name, never alone.
        Assert.All(
            page.FindAll("thead th").Where(h => h.TextContent.Contains("EVID-", StringComparison.Ordinal)),
            h => Assert.StartsWith("Required evidence is present and current", h.TextContent.Trim(), StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task DeploymentOutOfPolicy_ShowsUntilWhenItIsToBeFixed()
    {
        await using var scene = await CreateAsync(DriftLimit, "  continuous: {grace: 7d}", before: QuietAsync);
        await Measurements.SendAsync(scene, Running, "2026-11-19", shift: 100);
        await JudgeAsync(scene);

        var page = await OpenAsync<PosturePage>(scene.Portal, scene.Clock, scene.Legal, "/posture");

        Assert.Contains("1 rule not met", page.Find("tbody td[data-label='Policy status']").TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Find("tbody td[data-label='Fix by'] time"));
    }

    [Fact]
    public async Task WhatARuleFound_IsSaidInTheReadersLanguage_AndInCodesByTheApi()
    {
        await using var scene = await CreateAsync(Advisory);
        await JudgeAsync(scene);
        var failing = (await NowAsync(scene)).Failing.Single(f => f.Rule == "EVID-02");
        Assert.Contains(failing.Found!, s => s.Code.StartsWith("evidence.", StringComparison.Ordinal));

        using var german = Languages.Use("de");
        var page = await ModelPageAsync(scene);
        var found = page.FindAll("td[data-label=Gefunden]").Select(d => d.TextContent.Trim()).ToList();

        Assert.Contains(failing.Text.Say(), found);
        Assert.DoesNotContain(failing.Message, found);
    }

    [Fact]
    public async Task WhatARuleFound_IsShownAsItWasStored_WhereTheSentenceAloneWas()
    {
        await using var scene = await CreateAsync(Advisory);
        await JudgeAsync(scene);
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlRawAsync("UPDATE PostureFindings SET Statements = NULL", Ct);
        }

        var failing = (await NowAsync(scene)).Failing.Single(f => f.Rule == "EVID-02");
        using var german = Languages.Use("de");
        var page = await ModelPageAsync(scene);

        Assert.Null(failing.Found);
        Assert.Contains(page.FindAll("td[data-label=Gefunden] span[lang=en]"), s => s.TextContent == failing.Message);
    }

    private Task<IRenderedComponent<ModelPosturePage>> ModelPageAsync(ApprovalsScene scene) =>
        OpenAsync<ModelPosturePage>(
            scene.Portal,
            scene.Clock,
            scene.Legal,
            $"/posture/{ApprovalsScene.ModelName}",
            p => p.Add(x => x.Model, ApprovalsScene.ModelName)
        );
}
