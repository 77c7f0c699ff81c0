using System.Globalization;
using System.Security.Claims;
using Bunit;
using Governance.Domain.Identity;
using Governance.Portal.Compliance.Explanations;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Tests.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Names = Governance.Portal.Tests.Components.Roles;
using RoleIds = Governance.Domain.Identity.Roles;

namespace Governance.Portal.Tests.Explanations;

/// <summary>The pages of explanation requests on the real portal.</summary>
public sealed class ExplanationPagesTests : BunitContext
{
    private readonly Account _account = new();
    private bool _ready;

    [Fact]
    public async Task List_ShowsWhatIsDue_AndWhatIsOverdue()
    {
        await using var scene = await ExplanationScene.CreateAsync();
        var open = await scene.ReceivedAsync("d0");
        var late = await scene.ReceivedAsync("d1", dueHours: 2);

        var page = await PageAsync<ExplanationsPage>(scene, await ComplianceAsync(scene), "/compliance/explanation-requests");

        Assert.Equal("Explanation requests", page.Find("h1").TextContent.Trim());
        var rows = page.FindAll("table tbody tr").Select(r => r.TextContent).ToList();
        Assert.Contains(late, rows[0], StringComparison.Ordinal);
        Assert.Contains("Overdue", rows[0], StringComparison.Ordinal);
        Assert.Contains(open, rows[1], StringComparison.Ordinal);
        Assert.DoesNotContain("Overdue", rows[1], StringComparison.Ordinal);
        Assert.Contains("Record request", page.AllByRole("button").Select(Names.NameOf));
    }

    [Fact]
    public async Task Request_IsWritten_AndApprovedBySomeoneElse()
    {
        await using var scene = await ExplanationScene.CreateAsync();
        var id = await scene.ReceivedAsync();
        var page = await RequestAsync(scene, await ComplianceAsync(scene), id);

        await Button(page, "Write from the record: English").ClickAsync(new());
        await page.WaitForAssertionAsync(() =>
            Assert.Contains("raised the score", page.Find("#explanation-text").GetAttribute("value"), StringComparison.Ordinal)
        );
        Assert.Contains("To be reviewed", page.Markup, StringComparison.Ordinal);
        await Button(page, "Approve explanation").ClickAsync(new());
        await page.WaitForAssertionAsync(() =>
            Assert.Contains("You wrote on this explanation", page.Find("[role=alert]").TextContent, StringComparison.Ordinal)
        );

        var second = await RequestAsync(scene, await ActorAsync(scene, "reviewer@demo.example", RoleIds.RiskOfficer), id);
        Assert.DoesNotContain("Save explanation", second.AllByRole("button").Select(Names.NameOf));
        await Button(second, "Approve explanation").ClickAsync(new());
        await second.WaitForAssertionAsync(() => Assert.Contains("To be sent", second.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_OfNoOne_SaysSo()
    {
        await using var scene = await ExplanationScene.CreateAsync();

        var page = await RequestAsync(scene, await ComplianceAsync(scene), "EXR-0099");

        Assert.Contains("There is no explanation request with this id.", page.Markup, StringComparison.Ordinal);
    }

    private static AngleSharp.Dom.IElement Button<T>(IRenderedComponent<T> page, string name)
        where T : IComponent => page.AllByRole("button").Single(b => Names.NameOf(b) == name);

    private static Task<Actor> ComplianceAsync(ExplanationScene scene) =>
        ActorAsync(scene, "writer@demo.example", RoleIds.ComplianceOfficer);

    private static async Task<Actor> ActorAsync(ExplanationScene scene, string email, string role) =>
        Actor.OfUser(await scene.Portal.CreateUserAsync(email, role), role, session: null);

    private Task<IRenderedComponent<ExplanationPage>> RequestAsync(ExplanationScene scene, Actor actor, string id) =>
        PageAsync<ExplanationPage>(scene, actor, $"/compliance/explanation-requests/{id}", p => p.Add(c => c.Id, id));

    private async Task<IRenderedComponent<T>> PageAsync<T>(
        ExplanationScene scene,
        Actor actor,
        string address,
        Action<ComponentParameterCollectionBuilder<T>>? parameters = null
    )
        where T : LivePage
    {
        if (!_ready)
        {
            _ready = true;
            JSInterop.Mode = JSRuntimeMode.Loose;
            Services.AddFallbackServiceProvider(new PortalServices(scene.Portal.Services));
            Services.AddSingleton(TimeProvider.System);
            Services.AddSingleton<ToastService>();
            Services.AddSingleton<AuthenticationStateProvider>(_account);
            Services.AddSingleton<CurrentActor>();
            SetRendererInfo(new RendererInfo("Server", isInteractive: true)); // the last: it makes the services
        }

        _account.SignedIn = actor;
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        var page = Render<T>(p => parameters?.Invoke(p));
        await page.WaitForAssertionAsync(() => Assert.Empty(page.FindAll(".skeleton")), TimeSpan.FromSeconds(20));
        return page;
    }

    /// <summary>The portal's own services; what belongs to a renderer comes from the test's.</summary>
    private sealed class PortalServices(IServiceProvider portal) : IServiceProvider
    {
        public object? GetService(Type serviceType) =>
            serviceType.FullName!.StartsWith("Governance.", StringComparison.Ordinal)
            || serviceType.Name.StartsWith("IOptions", StringComparison.Ordinal)
                ? portal.GetService(serviceType)
                : null;
    }

    private sealed class Account : AuthenticationStateProvider
    {
        public Actor SignedIn { get; set; } = Actor.Host;

        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(
                new AuthenticationState(
                    new ClaimsPrincipal(
                        new ClaimsIdentity(
                            [
                                new Claim(PortalClaims.User, SignedIn.User!.Value.Number.ToString(CultureInfo.InvariantCulture)),
                                new Claim(PortalClaims.Role, SignedIn.Role!),
                            ],
                            "test"
                        )
                    )
                )
            );
    }
}
