using AngleSharp.Dom;
using Bunit;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Compliance.Compliance;
using Governance.Portal.Compliance.Systems;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Tests.Components;
using Governance.Testing;
using Microsoft.AspNetCore.Components;
using Names = Governance.Portal.Tests.Components.Roles;

namespace Governance.Portal.Tests.Compliance;

/// <summary>The pages of compliance on the real portal.</summary>
public sealed class CompliancePagesTests : PortalPageTest
{
    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Systems_ShowEveryClassAndWhatIsMet()
    {
        await using var scene = await ComplianceScene.CreateAsync();
        await scene.ClassifiedAsync(await scene.RegisterAsync(), $"{ComplianceScene.Credit}; Q50=yes");
        await scene.RegisterAsync("Unclassified one");

        var page = await PageAsync<SystemsPage>(scene, scene.Compliance, "/compliance/systems");

        Assert.Equal("AI systems", page.Find("h1").TextContent.Trim());
        var rows = page.FindAll("table tbody tr");
        Assert.Contains("High-risk, Annex III", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("Transparency", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("Provider, Deployer", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Matches(@"\b0 of \d+", rows[0].TextContent);
        Assert.Contains("Not classified", rows[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("2026/1744", page.Find(".page-subtitle").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Questionnaire_AsksOneQuestionAfterAnother_AndNamesTheLegalBasis()
    {
        await using var scene = await ComplianceScene.CreateAsync();
        var system = await scene.RegisterAsync();
        var page = await PageAsync<ClassifyPage>(
            scene,
            scene.Compliance,
            $"/compliance/systems/{system}/classify",
            p => p.Add(c => c.Id, system.ToString())
        );

        await Button(page, "Start classification").ClickAsync(new());
        await page.WaitForAssertionAsync(
            () => Assert.Contains("Q01", page.Find("legend").TextContent, StringComparison.Ordinal),
            TimeSpan.FromSeconds(20)
        );
        await page.Find("form").SubmitAsync();
        Assert.Contains("Choose an answer.", page.Markup, StringComparison.Ordinal);
        await page.FindAll("fieldset input")[0].ChangeAsync(new ChangeEventArgs { Value = "on" });
        await page.Find("form").SubmitAsync();
        await page.WaitForAssertionAsync(
            () => Assert.Contains("Q02", page.Find("legend").TextContent, StringComparison.Ordinal),
            TimeSpan.FromSeconds(20)
        );

        Assert.Contains("Art. 3(1)", page.Find("aside").TextContent, StringComparison.Ordinal);
        Assert.Single(page.FindAll("table[aria-label=Answers] tbody tr"));
        // How far one has come, and the way back.
        Assert.Contains("1 answered", page.Markup, StringComparison.Ordinal);
        Assert.Equal(
            $"/compliance/systems/{system}/classify?question=Q01",
            page.FindAll("form a").Single(a => a.TextContent.Contains("Previous question", StringComparison.Ordinal)).GetAttribute("href")
        );
    }

    /// <summary>The system with most duties stood on the second page, because of its name.</summary>
    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Obligations_OfHighRiskSystems_ComeFirst(DatabaseKind kind)
    {
        await using var scene = await ComplianceScene.CreateAsync(kind);
        var (other, credit) = (await scene.RegisterAsync("Assistant"), await scene.RegisterAsync("Zeta scoring"));
        await scene.ClassifiedAsync(other, "Q04=[builds_under_own_name,uses]; Q40=[none]; Q43=no");
        await scene.ClassifiedAsync(credit);
        var read = scene.Portal.Get<ReadCompliance>();

        var page = await read.ClassifiedAsync(null, 0, 4, ComplianceScene.Ct);

        Assert.Equal([credit, other], page.Items.Select(s => s.Id));
        Assert.Equal(0, await read.ClassifiedBeforeAsync(credit, ComplianceScene.Ct));
        Assert.Equal(1, await read.ClassifiedBeforeAsync(other, ComplianceScene.Ct));
    }

    [Fact]
    public async Task Result_IsSignedByLegalAndNotByItsAuthor()
    {
        await using var scene = await ComplianceScene.CreateAsync();
        var system = await scene.RegisterAsync();
        await scene.SubmittedAsync(system, ComplianceScene.Credit);
        var author = await PageAsync<ClassifyPage>(
            scene,
            scene.Compliance,
            $"/compliance/systems/{system}/classify",
            p => p.Add(c => c.Id, system.ToString())
        );
        Assert.DoesNotContain("Sign classification", Buttons(author));

        var page = await PageAsync<ClassifyPage>(
            scene,
            scene.Legal,
            $"/compliance/systems/{system}/classify?law=2024-08-01",
            p => p.Add(c => c.Id, system.ToString())
        );
        Assert.Contains("Obligations that differ", page.Markup, StringComparison.Ordinal);
        await Button(page, "Sign classification").ClickAsync(new());

        await page.WaitForAssertionAsync(
            () => Assert.Contains("Signed by", page.Markup, StringComparison.Ordinal),
            TimeSpan.FromSeconds(20)
        );
    }

    [Fact]
    public async Task Obligations_OfADeployer_AreOwnDutiesAndEvidenceToRequest()
    {
        await using var scene = await ComplianceScene.CreateAsync();
        var system = await scene.RegisterAsync();
        await scene.ClassifiedAsync(system, $"{ComplianceScene.Credit}; Q04=[uses]");

        var page = await PageAsync<ObligationsPage>(scene, scene.Compliance, "/compliance/obligations?obligation=OBL-5");

        Assert.Equal("grid", page.Find("table[aria-label=Obligations]").GetAttribute("role"));
        Assert.Contains(
            page.FindAll("tr.group"),
            g => g.TextContent.Contains("Deployer, high-risk systems. Applies from 2 Dec 2027", StringComparison.Ordinal)
        );
        Assert.Contains("Classification signed by", page.Find("aside").TextContent, StringComparison.Ordinal);
        Assert.Equal("true", Button(page, "Mark as met").GetAttribute("aria-disabled"));
        Assert.Contains("2 Dec 2026, in 12 d", page.Markup, StringComparison.Ordinal); // the bans that begin

        // The address is one for all pages of a test: the first shows another cell from here on.
        var supplier = await PageAsync<ObligationsPage>(scene, scene.Compliance, "/compliance/obligations?obligation=OBL-11");
        Assert.Contains("Still to ask for", supplier.Find("table[aria-label=Obligations]").TextContent, StringComparison.Ordinal);
        Assert.Contains("It is not a gap of your own", supplier.Find("aside").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Mark as met", Buttons(supplier));
        Assert.DoesNotContain("compliant", supplier.Markup, StringComparison.OrdinalIgnoreCase);
    }

    private Task<IRenderedComponent<T>> PageAsync<T>(
        ComplianceScene scene,
        Actor actor,
        string address,
        Action<ComponentParameterCollectionBuilder<T>>? parameters = null
    )
        where T : LivePage => OpenAsync(scene.Portal, scene.Clock, actor, address, parameters);

    private static IElement Button(IRenderedComponent<IComponent> page, string name) =>
        page.AllByRole("button").Single(b => Names.NameOf(b) == name);

    private static IReadOnlyList<string> Buttons(IRenderedComponent<IComponent> page) => [.. page.AllByRole("button").Select(Names.NameOf)];
}
