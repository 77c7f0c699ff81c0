using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Governance.Localisation;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Components.Layout;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;

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
        Services.AddNavItem(new NavItem("Administration", "/admin/users", "settings", NavGroup.Bottom, RequiredPolicy: "admin.users"));
        Services.AddNavItem(new NavItem("Models", "/models", "deployed_code", NavGroup.Govern));
        Services.AddNavItem(
            new NavItem(
                "Approvals",
                "/approvals",
                "approval",
                Order: 1,
                Count: (_, _, _) => ValueTask.FromResult<NavCount?>(new(3, "3 waiting for you", Tone.Info))
            )
        );
        Services.AddNavItem(new NavItem("Overview", "/", "home"));
        Services.AddScoped<IShellAccounts>(_ => new FixedAccounts(() => _account));
        _authorization = AddAuthorization();
        _authorization.SetAuthorized("claire");
    }

    [Fact]
    public void Navigation_EntriesOfFeatures_ComeInOrderUnderOneName()
    {
        var cut = RenderLayout();

        var navigation = cut.ByRole("navigation", "Primary");
        Assert.Equal(["Overview", "Approvals", "Models"], navigation.QuerySelectorAll("a").Select(Roles.NameOf));
    }

    [Fact]
    public void Navigation_EntryOfAnotherRole_IsAbsent() =>
        Assert.DoesNotContain(RenderLayout().AllByRole("link"), link => Roles.NameOf(link) == "Administration");

    [Fact]
    public void Navigation_PolicyHolds_ShowsTheEntry()
    {
        _authorization.SetPolicies("admin.users");

        Assert.Equal("/admin/users", RenderLayout().ByRole("link", "Administration").GetAttribute("href"));
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
        Services.GetRequiredService<NavigationManager>().NavigateTo("/models/credit?tab=risks");

        var cut = RenderLayout();

        Assert.Equal("Models", Roles.NameOf(Assert.Single(cut.FindAll("#primary-nav [aria-current=page]"))));
    }

    [Fact]
    public void Navigation_PageThatTwoEntriesClaim_IsOfTheOneThatNamesMoreOfIt()
    {
        Services.AddNavItem(new NavItem("Model risk", "/model-risk", "checklist", NavGroup.Govern, Also: "/models/*/risk"));
        Services.GetRequiredService<NavigationManager>().NavigateTo("/models/credit/risk");

        var cut = RenderLayout();

        Assert.Equal("Model risk", Roles.NameOf(Assert.Single(cut.FindAll("#primary-nav [aria-current=page]"))));
    }

    [Theory]
    [InlineData("/competences/records")]
    [InlineData("/reports/REP-0001")]
    [InlineData("/compliance/obligations")]
    public void Navigation_PageBelowAnyRootOfAnEntry_KeepsItCurrent(string address)
    {
        Services.AddNavItem(
            new NavItem("Compliance", "/compliance/systems", "gavel", NavGroup.Prove, Also: "/compliance /competences /reports")
        );
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);

        var cut = RenderLayout();

        Assert.Equal("Compliance", Roles.NameOf(Assert.Single(cut.FindAll("#primary-nav [aria-current=page]"))));
    }

    [Fact]
    public void Navigation_CountFails_StillLeadsThere()
    {
        Services.AddNavItem(
            new NavItem(
                "Monitoring",
                "/monitoring",
                "monitoring",
                NavGroup.Observe,
                Count: (_, _, _) => throw new InvalidOperationException("no database")
            )
        );

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
