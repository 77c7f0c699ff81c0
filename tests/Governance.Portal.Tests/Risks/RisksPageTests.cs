using System.Globalization;
using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Operations.Risks;
using Governance.Portal.Operations.Risks.Files;
using Governance.Portal.Operations.Risks.Library;
using Governance.Portal.Operations.Risks.Parts;
using Governance.Portal.Tests.Components;
using Governance.Portal.Tests.Monitoring;
using Governance.Testing;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Roles = Governance.Portal.Tests.Components.Roles;

namespace Governance.Portal.Tests.Risks;

/// <summary>The register as people see it.</summary>
public sealed class RisksPageTests : ComponentTest
{
    private readonly BunitAuthorizationContext _authorization;
    private readonly PortalFactory _portal = new();
    private Actor _officer = Actor.Host;

    public RisksPageTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Add<ListRisks>();
        Add<SummariseRisks>();
        Add<RiskHistory>();
        Add<GetRiskSignal>();
        Add<ListModelNames>();
        Add<CoverThreats>();
        Add<RaiseRisk>();
        Add<ChangeRisk>();
        Add<BulkRisks>();
        Add<ImportRisks>();
        Add<AddMitigation>();
        Add<PutMitigationInPlace>();
        Add<AddRiskStep>();
        Add<FinishRiskStep>();
        Add<BindRiskSignal>();
        Add<ReviewRisk>();
        Add<AcceptRisk>();
        Add<RevokeAcceptance>();
        Add<CloseRisk>();
        Add<ReopenRisk>();
        Add<ListLibrary>();
        Add<AddLibraryRisks>();
        Add<ChangeFeed>();
        Services.AddScoped(_ => _portal.Services.CreateScope().ServiceProvider.GetRequiredService<Reauthentication>());
        Services.AddScoped<CurrentActor>();
        _authorization = AddAuthorization();
        _authorization.SetAuthorized("reader");
        SetRendererInfo(new RendererInfo("Server", isInteractive: true)); // the last: it makes the services
    }

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public async Task Register_ByResidual_HasWhatIsNotAssessedLastEitherWay()
    {
        await SeedAsync();
        await RaiseAsync("Customers lose trust", "operational", new(5, 5), null);

        Assert.Equal(["Model is stolen", "Economic shock", "Customers lose trust", "Typing errors"], Titles("?sort=-residual"));
        Assert.Equal(["Economic shock", "Model is stolen", "Customers lose trust", "Typing errors"], Titles("?sort=residual"));
    }

    [Fact]
    public async Task Register_ShowsScoresHeatMapAndWhatIsAboveAppetite()
    {
        await SeedAsync();

        var cut = Open();

        Assert.Equal("Risk register", Roles.TextOf(cut.Find("h1")));
        Assert.Contains("3 open, 1 above appetite. The appetite is a residual score of 15.", cut.Markup, StringComparison.Ordinal);
        var rows = cut.ByRole("grid", "Risks").QuerySelectorAll("tbody tr");
        Assert.Equal(["Model is stolen", "Economic shock", "Typing errors"], rows.Select(r => Roles.TextOf(r.QuerySelector("th a")!)));
        Assert.Equal(
            "Likely, Major: 0 risks",
            cut.ByRole("group", "Residual risk by likelihood and impact").QuerySelectorAll("button")[8].GetAttribute("aria-label")
        );
        await cut.ByRole("button", "Possible, Moderate: 1 risk").ClickAsync();
        Assert.EndsWith("?likelihood=3&impact=3", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_FilteredInTheAddress_ShowsThoseAndOffersToClear()
    {
        await SeedAsync();

        var cut = Open("?only=above-appetite");
        Assert.Equal("Model is stolen", Roles.TextOf(Assert.Single(cut.ByRole("grid", "Risks").QuerySelectorAll("tbody tr th a"))));
        var none = Open("?q=nothing-like-it");
        Assert.Contains("No risk matches these filters.", none.Markup, StringComparison.Ordinal);
        Assert.Contains("The band must be one of", Open("?band=huge").Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Risk_Beside_IsTreatedByThoseWhoMay()
    {
        var (first, _) = await SeedAsync();
        await SignInAsync(Domain.Identity.Roles.RiskOfficer);

        var cut = Open($"?id={first}");
        Assert.Contains($"{first} Economic shock", cut.Find("aside").GetAttribute("aria-label"), StringComparison.Ordinal);
        await cut.ByRole("button", "Add step").ClickAsync();
        cut.Find("#risk-text").Input("Recalibrate");
        await cut.Find("#risk-step-form").SubmitAsync();

        cut.WaitForAssertion(
            () => Assert.Contains("Recalibrate", cut.Find("aside").TextContent, StringComparison.Ordinal),
            TimeSpan.FromSeconds(10)
        );
        Assert.Equal("Recalibrate", Assert.Single((await _portal.Get<ListRisks>().GetAsync(first, Ct)).Value.Steps).Text);
        Assert.NotEmpty(cut.FindAll("input[aria-label='Choose " + first + "']"));
    }

    [Fact]
    public async Task RiskOfAModel_WithoutAResidualScore_HasNoneBesideIt()
    {
        await SeedAsync();
        await SignInAsync(Domain.Identity.Roles.RiskOfficer);

        var cut = Render<ModelRisks>(p => p.Add(r => r.Model, "fraud"));

        cut.WaitForAssertion(() => Assert.Equal(3, cut.FindAll("tbody tr").Count), TimeSpan.FromSeconds(10));
        var residual = cut.FindAll("td[data-label=Residual]").Select(Roles.TextOf).ToList();
        Assert.Equal(["20 critical", "9 medium"], residual.Take(2));
        Assert.EndsWith("Residual risk is not assessed", residual[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reader_SeesNothingToChange()
    {
        var (first, _) = await SeedAsync();

        var cut = Open($"?id={first}");

        Assert.Empty(cut.FindAll("input[type=checkbox]"));
        Assert.DoesNotContain(cut.FindAll("button"), b => Roles.TextOf(b) is "New risk" or "Add step" or "Accept risk");
    }

    [Fact]
    public async Task Coverage_NamesTheGaps()
    {
        await SeedAsync();
        Navigation.NavigateTo("/risks/coverage?framework=owasp-llm-2025");

        var cut = Render<CoveragePage>();
        cut.WaitForState(() => cut.FindAll("table").Count > 0, TimeSpan.FromSeconds(20));

        var cells = cut.FindAll("tbody tr")
            .ToDictionary(r => r.Children[0].TextContent[..10], r => Roles.TextOf(r.Children[1]), StringComparer.Ordinal);
        Assert.Equal(10, cells.Count);
        Assert.Contains("highest score 20", cells["LLM10:2025"], StringComparison.Ordinal);
        Assert.Contains("Gap", cells["LLM09:2025"], StringComparison.Ordinal);
        Assert.Contains("By category", cells["LLM04:2025"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Library_ChosenRisks_AreAddedInOneAct()
    {
        await SeedAsync();
        await SignInAsync(Domain.Identity.Roles.RiskOfficer);
        Navigation.NavigateTo("/risks/library?set=credit-scoring&for=fraud");
        var cut = Render<RiskLibraryPage>();
        cut.WaitForState(() => cut.FindAll("tbody tr").Count == 6, TimeSpan.FromSeconds(20));

        await cut.Find("input[aria-label='Choose CS-1']").ChangeAsync(true);
        await cut.Find("input[aria-label='Choose CS-4']").ChangeAsync(true);
        await cut.ByRole("button", "Add 2 risks to the register").ClickAsync();
        cut.WaitForState(() => cut.FindAll("input[type=checkbox]").Count == 4, TimeSpan.FromSeconds(20));

        Assert.Contains("In the register as RSK-0004", cut.Markup, StringComparison.Ordinal);
        Assert.Equal(5, (await _portal.Get<ListRisks>().RunAsync(new(), null, 50, Ct)).Items.Count);
    }

    [Fact]
    public async Task Library_WithoutARating_SaysWhatIsMissingAndAddsNothing()
    {
        await SeedAsync();
        await SignInAsync(Domain.Identity.Roles.RiskOfficer);
        Navigation.NavigateTo("/risks/library?set=owasp-llm-2025&for=fraud");
        var cut = Render<RiskLibraryPage>();
        cut.WaitForState(() => cut.FindAll("tbody tr").Count == 10, TimeSpan.FromSeconds(20));

        await cut.Find("input[aria-label='Choose LLM05:2025']").ChangeAsync(true);
        await cut.ByRole("button", "Add 1 risk to the register").ClickAsync();
        cut.WaitForState(() => cut.FindAll("[role=alert]").Count > 0, TimeSpan.FromSeconds(20));

        Assert.Contains("LLM05:2025 has no rating of its own.", cut.Markup, StringComparison.Ordinal);
        Assert.Equal(3, (await _portal.Get<ListRisks>().RunAsync(new(), null, 50, Ct)).Items.Count);
    }

    [Fact]
    public async Task Library_ForAReader_OffersNothingToAdd()
    {
        await SeedAsync();
        Navigation.NavigateTo("/risks/library?for=fraud");
        var cut = Render<RiskLibraryPage>();
        cut.WaitForState(() => cut.FindAll("tbody tr").Count == 6, TimeSpan.FromSeconds(20));

        Assert.Empty(cut.FindAll("input[type=checkbox]"));
        Assert.DoesNotContain(cut.FindAll("button"), b => Roles.TextOf(b).StartsWith("Add", StringComparison.Ordinal));
    }

    private protected override PortalFactory? Running => _portal;

    private void Add<T>()
        where T : class => Services.AddSingleton(_ => _portal.Get<T>());

    private async Task<(RiskId First, RiskId Second)> SeedAsync()
    {
        await RegistrySeed.VersionAsync(_portal, "fraud", "1.0.0");
        _officer = Actor.OfUser(
            await _portal.CreateUserAsync("officer@test.example", Domain.Identity.Roles.RiskOfficer),
            Domain.Identity.Roles.RiskOfficer,
            null
        );
        var first = await RaiseAsync("Economic shock", "drift", new(4, 4), new(3, 3));
        var second = await RaiseAsync("Model is stolen", "security-adversarial", new(5, 5), new(4, 5), "LLM10:2025");
        await RaiseAsync("Typing errors", "operational", new(2, 2), null);
        return (first, second);
    }

    private async Task<RiskId> RaiseAsync(string title, string category, RatingBody inherent, RatingBody? residual, params string[] threats)
    {
        var outcome = await _portal
            .Get<RaiseRisk>()
            .RunAsync(
                _officer,
                new()
                {
                    Title = title,
                    Category = category,
                    Model = "fraud",
                    Inherent = inherent,
                    Residual = residual,
                    Threats = threats,
                },
                Ct
            );
        Assert.Null(outcome.Refusal);
        return outcome.Value;
    }

    private async Task SignInAsync(string role)
    {
        var user = await _portal.CreateUserAsync("person@test.example", role);
        _authorization.SetAuthorized("person");
        _authorization.SetClaims(
            new Claim(PortalClaims.User, user.Number.ToString(CultureInfo.InvariantCulture)),
            new Claim(PortalClaims.Role, role)
        );
        _authorization.SetPolicies([.. Permission.List.Where(p => p.GrantedTo.Contains(role)).Select(p => p.Name)]);
    }

    private IEnumerable<string> Titles(string query) =>
        Open(query).ByRole("grid", "Risks").QuerySelectorAll("tbody tr").Select(r => Roles.TextOf(r.QuerySelector("th a")!));

    private IRenderedComponent<RisksPage> Open(string query = "")
    {
        Navigation.NavigateTo("/risks" + query);
        var cut = Render<RisksPage>();
        cut.WaitForState(() => cut.FindAll(".skeleton").Count == 0, TimeSpan.FromSeconds(20));
        return cut;
    }
}
