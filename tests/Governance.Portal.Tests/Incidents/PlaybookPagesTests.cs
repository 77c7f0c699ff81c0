using System.Globalization;
using System.Security.Claims;
using Bunit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Operations.Incidents.Playbooks;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Names = Governance.Portal.Tests.Components.Roles;

namespace Governance.Portal.Tests.Incidents;

/// <summary>The pages of playbooks on the real portal.</summary>
public sealed class PlaybookPagesTests : BunitContext
{
    private readonly Account _account = new();
    private bool _ready;

    [Fact]
    public async Task Editor_BeginsWithTheNextVersion_AndWhatIsProposedWaitsForSomeoneElse()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var (author, second) = await PlaybookTests.PeopleAsync(scene);
        var page = await PageAsync<PlaybookPage>(scene, author, "/playbooks/security", p => p.Add(c => c.Id, "security"));

        var text = page.Find("#playbook-text");
        Assert.Contains("\nversion: 2\n", text.GetAttribute("value"), StringComparison.Ordinal);
        await text.InputAsync(new() { Value = "id: security" });
        await page.WaitForAssertionAsync(() =>
            Assert.Contains("The playbook cannot be used", page.Find("#playbook-text-error").TextContent, StringComparison.Ordinal)
        );
        await text.InputAsync(new() { Value = PlaybookTests.Next("security") });
        await page.Find("#playbook-reason").ChangeAsync(new() { Value = "Tell the CERT, too" });
        await page.Find("#playbook-form").SubmitAsync();

        await page.WaitForAssertionAsync(() => Assert.Contains("Proposed: version 2", page.Markup, StringComparison.Ordinal));
        var decides = await PageAsync<PlaybookPage>(scene, second, "/playbooks/security", p => p.Add(c => c.Id, "security"));
        Assert.Superset(
            new HashSet<string> { "Approve", "Reject" },
            decides.AllByRole("button").Select(Names.NameOf).ToHashSet(StringComparer.Ordinal)
        );
        var list = await PageAsync<PlaybooksPage>(scene, second, "/playbooks");
        Assert.Contains("PBK-0001 to decide", list.Markup, StringComparison.Ordinal);
        var read = await PageAsync<PlaybookPage>(scene, scene.Engineer, "/playbooks/security", p => p.Add(c => c.Id, "security"));
        Assert.DoesNotContain("Approve", read.AllByRole("button").Select(Names.NameOf));
    }

    private async Task<IRenderedComponent<T>> PageAsync<T>(
        ApprovalsScene scene,
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
            Services.AddSingleton<TimeProvider>(scene.Clock);
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
