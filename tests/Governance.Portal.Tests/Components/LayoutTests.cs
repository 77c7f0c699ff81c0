using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Components.Panels;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using GovernanceRoles = Governance.Domain.Identity.Roles;

namespace Governance.Portal.Tests.Components;

public sealed class LayoutTests : ComponentTest
{
    private const string SignIn = "/signin?returnUrl=%2Fapprovals%2FAPR-0012%3Ftab%3Dfiles";

    private readonly BunitAuthorizationContext _authorization;
    private ShellAccount? _account = new("Claire Fontaine", new("LegalReviewer", "Legal approver"), [new("Auditor", "Auditor")]);

    public LayoutTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddPortalComponents(options =>
        {
            options.IsDemo = true;
            options.SwitchRolePath = "/account/role";
            options.PermissionNames["admin.users"] = "manage users";
        });
        Services.AddNavCounter("/approvals", (_, _, _) => ValueTask.FromResult<NavCount?>(new(3, "3 waiting for you", Tone.Info)));
        Services.AddScoped<IShellAccounts>(_ => new FixedAccounts(() => _account));
        _authorization = AddAuthorization();
        _authorization.SetAuthorized("claire");
        ActAs(GovernanceRoles.LegalReviewer);
    }

    [Fact]
    public void Navigation_Entries_ComeInTheOrderOfTheRoleUnderOneName()
    {
        var navigation = RenderLayout().ByRole("navigation", "Primary");

        Assert.Equal(
            ["Overview", "Approvals", "Incidents", "Risks", "Compliance", "Reports", "All pages", "Help"],
            navigation.QuerySelectorAll("ul:not([hidden]) a").Select(Roles.NameOf)
        );
    }

    [Fact]
    public void Navigation_OfAnAuditor_BeginsWithTheLog()
    {
        ActAs(GovernanceRoles.Auditor);

        Assert.Equal("Audit log", Roles.NameOf(RenderLayout().Find("#primary-nav ul a")));
    }

    [Fact]
    public void Navigation_EntryOfAnotherRole_IsAbsent() =>
        Assert.DoesNotContain(RenderLayout().AllByRole("link"), link => Roles.NameOf(link) == "Administration");

    [Fact]
    public void Navigation_PermissionIsTaken_LeavesTheEntryOut()
    {
        _authorization.SetPolicies(Permission.ReadOverview.Name);

        Assert.Equal(["Overview", "All pages", "Help"], RenderLayout().FindAll("#primary-nav ul:not([hidden]) a").Select(Roles.NameOf));
    }

    [Fact]
    public void Navigation_FirstPageOfASectionIsClosed_LeadsToTheNext()
    {
        ActAs(GovernanceRoles.Engineer, without: Permission.ReadPolicies);

        Assert.Equal("/posture", RenderLayout().ByRole("link", "Policies").GetAttribute("href"));
    }

    [Fact]
    public void Navigation_PageThatIsNoEntryOfTheRole_KeepsItsKey()
    {
        var cut = RenderLayout();

        Assert.Equal("m", cut.Find("#primary-nav ul[hidden] a[href='/models']").GetAttribute("data-go"));
        Assert.Equal("Compliance", cut.Find("#primary-nav a[data-go=c]").GetAttribute("title"));
        Assert.Empty(cut.FindAll("#primary-nav a[href='/admin']"));
    }

    [Fact]
    public void Navigation_Count_DescribesTheLinkWithoutChangingItsName()
    {
        var cut = RenderLayout();

        var link = cut.ByRole("link", "Approvals");
        Assert.Equal("3 waiting for you", cut.Find("#" + link.GetAttribute("aria-describedby")).TextContent);
    }

    [Fact]
    public void Navigation_PageBelowAnEntry_KeepsItCurrent()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/incidents/INC-0001?tab=clocks");

        var cut = RenderLayout();

        Assert.Equal("Incidents", Roles.NameOf(Assert.Single(cut.FindAll("#primary-nav [aria-current=page]"))));
    }

    [Theory]
    [InlineData("/suppliers/SUP-0001", "Compliance")]
    [InlineData("/compliance/obligations", "Compliance")]
    [InlineData("/reports/REP-0001", "Reports")]
    [InlineData("/compliance/reports", "Reports")]
    [InlineData("/calendar", "Overview")]
    [InlineData("/kpis/residual", "Overview")]
    public void Navigation_PageOfASection_KeepsItsEntryCurrent(string address, string entry)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);

        var cut = RenderLayout();

        Assert.Equal(entry, Roles.NameOf(Assert.Single(cut.FindAll("#primary-nav [aria-current=page]"))));
    }

    [Fact]
    public void Navigation_PageOfNoEntry_MarksNone()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/models/credit/risk");

        Assert.Empty(RenderLayout().FindAll("#primary-nav [aria-current]"));
    }

    [Fact]
    public void Navigation_CountOfATab_StandsAtItsEntry_TheMostSeriousOne()
    {
        ActAs(GovernanceRoles.RiskOfficer);
        Services.AddNavCounter("/policies", (_, _, _) => ValueTask.FromResult<NavCount?>(new(5, "5 changes wait", Tone.Info)));
        Services.AddNavCounter("/posture", (_, _, _) => ValueTask.FromResult<NavCount?>(new(2, "2 are out of policy", Tone.Fail)));

        var cut = RenderLayout();

        var link = cut.ByRole("link", "Policies");
        Assert.Equal("2 are out of policy", cut.Find("#" + link.GetAttribute("aria-describedby")).TextContent);
    }

    [Fact]
    public void SectionTabs_OnATab_ShowThePagesThatArePermitted_WithTheirCounts()
    {
        ActAs(GovernanceRoles.Engineer);
        Services.AddNavCounter("/posture", (_, _, _) => ValueTask.FromResult<NavCount?>(new(2, "2 are out of policy", Tone.Fail)));
        Services.GetRequiredService<NavigationManager>().NavigateTo("/posture");

        var cut = RenderLayout(Header("Policy status"));

        var tabs = cut.ByRole("tablist", "Policies").QuerySelectorAll("[role=tab]");
        Assert.Equal(["Policies", "Policy status"], tabs.Select(Roles.NameOf));
        Assert.Equal(["false", "true"], tabs.Select(t => t.GetAttribute("aria-selected")));
        Assert.Equal("2 are out of policy", cut.Find("#" + tabs[1].GetAttribute("aria-describedby")).TextContent);
        Assert.Equal("Policies", Roles.NameOf(Assert.Single(cut.FindAll("#primary-nav [aria-current=page]"))));
    }

    [Fact]
    public void SectionTabs_OnAPageBesideAnother_ShowBothRows()
    {
        ActAs(GovernanceRoles.Engineer);
        Services.GetRequiredService<NavigationManager>().NavigateTo("/decision-reviews?state=open");

        var cut = RenderLayout(Header("Review queue"));

        var selected = cut.FindAll("main [role=tab][aria-selected=true]").Select(Roles.NameOf);
        Assert.Equal(["Decisions", "Review queue"], selected);
        Assert.Equal("Monitoring Review queue", Roles.TextOf(cut.ByRole("navigation", "Breadcrumb")));
    }

    [Theory]
    [InlineData("/decision-reviews", "Decisions", "/decisions", "Monitoring Decisions Review queue")]
    [InlineData("/alerts", "Monitoring", "/monitoring", "Monitoring Review queue")]
    [InlineData("/decisions/DEC-0001", "Decisions", "/decisions", "Decisions Review queue")]
    public void Breadcrumb_OfATab_BeginsWithItsSectionOnce(string address, string above, string href, string expected)
    {
        ActAs(GovernanceRoles.Engineer);
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);

        var cut = RenderLayout(builder =>
        {
            builder.OpenComponent<Breadcrumb>(0);
            builder.AddComponentParameter(1, nameof(Breadcrumb.Trail), (IReadOnlyList<Crumb>)[new(above, href)]);
            builder.AddComponentParameter(2, nameof(Breadcrumb.Current), "Review queue");
            builder.CloseComponent();
        });

        Assert.Equal(expected, Roles.TextOf(cut.ByRole("navigation", "Breadcrumb")));
    }

    [Theory]
    [InlineData("/models/credit")]
    [InlineData("/approvals")]
    [InlineData("/account/security")]
    public void SectionTabs_OfARecordOrASectionOfOnePage_AreNotShown(string address)
    {
        ActAs(GovernanceRoles.Engineer);
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);

        Assert.Empty(RenderLayout(Header("A page")).FindAll("main [role=tab]"));
    }

    [Fact]
    public void Navigation_CountFails_StillLeadsThere()
    {
        ActAs(GovernanceRoles.Engineer);
        Services.AddNavCounter("/monitoring", (_, _, _) => throw new InvalidOperationException("no database"));

        Assert.False(RenderLayout().ByRole("link", "Monitoring").HasAttribute("aria-describedby"));
    }

    [Fact]
    public void Layout_Account_NamesPersonAndRoleInForce()
    {
        var cut = RenderLayout();

        cut.ByRole("button", "Account: Claire Fontaine, Legal approver");
        Assert.Equal("Auditor", cut.ByRole("button", "Act as Auditor").GetAttribute("value"));
        Assert.True(cut.ByRole("button", "Sign out").HasAttribute("data-signout"));
        Assert.Empty(cut.FindAll(".bar > .tag"));
    }

    [Fact]
    public void Layout_RoleThatCannotChangeAnything_SaysReadOnly()
    {
        _account = new("Petra Lindqvist", new("Auditor", "Auditor"), [], IsReadOnly: true);

        var cut = RenderLayout();

        Assert.Equal("Read-only", Roles.TextOf(cut.Find(".bar > .tag")));
        Assert.DoesNotContain(cut.AllByRole("button"), button => Roles.NameOf(button).StartsWith("Act as", StringComparison.Ordinal));
    }

    [Fact]
    public void Layout_Frame_BeginsWithTheSkipLinkAndSaysDemo()
    {
        var cut = RenderLayout();

        Assert.Equal("Skip to content", Roles.NameOf(cut.AllByRole("link")[0]));
        Assert.Equal("http://localhost/#main", cut.AllByRole("link")[0].GetAttribute("href"));
        Assert.Contains("DEMO", cut.ByRole("navigation", "Primary").TextContent, StringComparison.Ordinal);
        Assert.Equal("true", cut.Find("[data-interactive]").GetAttribute("data-interactive"));
        Assert.Contains("page", Assert.Single(cut.AllByRole("main")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Layout_PageThrows_ShowsAReferenceAndKeepsTheFrame()
    {
        var cut = RenderLayout(builder =>
        {
            builder.OpenComponent<Throwing>(0);
            builder.CloseComponent();
        });

        Assert.Contains("Could not load this page.", cut.Markup, StringComparison.Ordinal);
        Assert.Equal(32, cut.ByRole("button", "Copy reference").GetAttribute("data-copy")!.Length);
        cut.ByRole("navigation", "Primary");
    }

    [Fact]
    public void Breadcrumb_OfThePage_IsShownInTheTopBar()
    {
        var cut = RenderLayout(builder =>
        {
            builder.OpenComponent<Breadcrumb>(0);
            builder.AddComponentParameter(1, nameof(Breadcrumb.Trail), (IReadOnlyList<Crumb>)[new("Approvals", "/approvals")]);
            builder.AddComponentParameter(2, nameof(Breadcrumb.Current), "APR-2141");
            builder.CloseComponent();
        });

        Assert.Equal("Approvals APR-2141", Roles.TextOf(cut.ByRole("navigation", "Breadcrumb")));
    }

    [Fact]
    public void Breadcrumb_OfANameOrAnId_StaysAsItIs_ThoughItIsAWordOfPages()
    {
        using var german = Languages.Use("de");
        var cut = RenderLayout(builder =>
        {
            builder.OpenComponent<Breadcrumb>(0);
            builder.AddComponentParameter(
                1,
                nameof(Breadcrumb.Trail),
                (IReadOnlyList<Crumb>)[new("Models", "/models"), Crumb.Named("Models", "/models/Models")]
            );
            builder.AddComponentParameter(2, nameof(Breadcrumb.Name), "none");
            builder.CloseComponent();
        });

        Assert.Equal("Modelle Models none", Roles.TextOf(cut.Find("nav.breadcrumb")));
    }

    [Fact]
    public void NotAuthorised_Page_NamesThePermissionToAskFor()
    {
        var cut = Render<NotAuthorised>(parameters =>
            parameters.Add(page => page.Page, new RouteData(typeof(Administration), new Dictionary<string, object?>()))
        );

        Assert.Contains("Ask an administrator for permission to manage users.", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void RedirectToSignIn_Anybody_ComesBackToThePage()
    {
        SetRendererInfo(new RendererInfo("Static", isInteractive: false));
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo("/approvals/APR-0012?tab=files");

        Render<RedirectToSignIn>();

        Assert.Equal("http://localhost" + SignIn, navigation.Uri);
    }

    [Fact]
    public void RedirectToSignIn_OpenPageWhoseSessionEnded_IsLeftEvenWhileItsBrowserGoes()
    {
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        Services.GetRequiredService<NavigationManager>().NavigateTo("/approvals/APR-0012?tab=files");
        var left = JSInterop.SetupVoid("location.assign", SignIn);
        left.SetException(new JSDisconnectedException("The browser is gone"));

        Render<RedirectToSignIn>();

        Assert.Single(left.Invocations);
    }

    private void ActAs(string role, Permission? without = null)
    {
        _authorization.SetClaims(new Claim(PortalClaims.Role, role));
        _authorization.SetPolicies([.. Permission.List.Where(p => p != without && p.GrantedTo.Contains(role)).Select(p => p.Name)]);
    }

    private static RenderFragment Header(string title) =>
        builder =>
        {
            builder.OpenComponent<Breadcrumb>(0);
            builder.AddComponentParameter(1, nameof(Breadcrumb.Current), title);
            builder.CloseComponent();
            builder.OpenComponent<PageHeader>(2);
            builder.AddComponentParameter(3, nameof(PageHeader.Title), title);
            builder.CloseComponent();
        };

    private IRenderedComponent<MainLayout> RenderLayout(RenderFragment? body = null)
    {
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return Render<MainLayout>(parameters =>
            parameters.Add(layout => layout.Body, body ?? (builder => builder.AddMarkupContent(0, "<p>page</p>")))
        );
    }

    [Authorize(Policy = "admin.users")]
    private sealed class Administration : ComponentBase;

    private sealed class Throwing : ComponentBase
    {
        protected override void OnInitialized() => throw new InvalidOperationException("broken");
    }

    private sealed class FixedAccounts(Func<ShellAccount?> account) : IShellAccounts
    {
        public ValueTask<ShellAccount?> CurrentAsync(ClaimsPrincipal user, CancellationToken cancellationToken) =>
            ValueTask.FromResult(account());
    }
}
